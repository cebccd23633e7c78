#include "tests/stages/hl7v2/json/leaves.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace hios::hl7v2::json::test {
namespace {

// All strings and numbers of a line; numbers as they are written. Strings that hold the message's delimiters: also
// what stands between them.
class Values : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit Values(const Delimiters& delimiters) : delimiters_{delimiters.component, delimiters.subcomponent} {}

    std::unordered_map<std::string, int> counts;
    std::unordered_map<std::string, int> pieces;
    std::string joined;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t value) override { return add(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return add(text); }
    bool string(string_t& text) override { return add(text); }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& fault) override {
        ADD_FAILURE() << "no JSON at byte " << at << ": " << fault.what();
        return false;
    }

private:
    bool add(const std::string& text) {
        ++counts[text];
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = text.find_first_of(delimiters_, begin)) != std::string::npos;
             begin = end + 1) {
            ++pieces[text.substr(begin, end - begin)];
        }
        if (begin != 0) {
            ++pieces[text.substr(begin)];
            joined += text + '\0';
        }
        return true;
    }

    std::string delimiters_;
};

std::string number_of(std::string text) {
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.erase(0, 1);
    while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.erase(0, 1);
    if (text.starts_with('.')) text.insert(0, "0");
    if (text.ends_with('.')) text.pop_back();
    return minus ? "-" + text : text;
}

bool take(std::unordered_map<std::string, int>& counts, const std::string& text) {
    const auto found = counts.find(text);
    return found != counts.end() && found->second-- > 0;
}

void each_leaf(const Part& part, const std::string& place,
               const std::function<void(const Part&, const std::string&)>& what) {
    if (part.blank()) return;
    if (part.level() == Level::kSubcomponent) return what(part, place);
    int number = 0;
    for (const Part& child : part.parts()) each_leaf(child, place + '.' + std::to_string(++number), what);
}

}  // namespace

std::string line_of(const Message& message, const Options& options) {
    Writer writer(options);
    ByteBuffer out;
    writer.write(message, out);
    std::string line(out.view());
    EXPECT_TRUE(line.ends_with('\n'));
    line.pop_back();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    return line;
}

std::string line_of(const std::string& er7, const Options& options) {
    Message message;
    EXPECT_FALSE(message.read(er7, {}).has_value());
    return line_of(message, options);
}

std::vector<std::string> lost(const Message& message, const std::string& line) {
    Values values(message.delimiters());
    nlohmann::json::sax_parse(line, &values);
    Unescaper unescaper;
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        const Segment segment = message.segment(i);
        for (std::uint32_t number = 1; number <= segment.field_count(); ++number) {
            const std::string place =
                std::string(segment.name()) + "#" + std::to_string(i) + "-" + std::to_string(number);
            if (segment.is_header() && number <= 2) {
                const std::string text(segment.field(number).text());
                if (!text.empty() && !take(values.counts, text)) out.push_back(place);
                continue;
            }
            each_leaf(segment.field(number), place, [&](const Part& leaf, const std::string& at) {
                const std::string text(leaf.is_delete() ? "" : unescaper.decode(message, leaf.text()));
                if (take(values.counts, text) || take(values.counts, number_of(text)) || take(values.pieces, text))
                    return;
                if (values.joined.find(text) == std::string::npos) out.push_back(at);
            });
        }
    }
    return out;
}

}  // namespace hios::hl7v2::json::test
