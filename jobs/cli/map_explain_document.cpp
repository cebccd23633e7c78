// hios map explain of HL7 v2 messages and C-CDA documents: what became of each value.

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/map_explain.hpp"
#include "jobs/coverage/document_account.hpp"

namespace hios::cli {
namespace {

using Json = nlohmann::ordered_json;
using jobs::Fate;
using jobs::SourceValue;

constexpr std::string_view kFates[] = {"mapped", "extension", "read", "unread"};
constexpr std::string_view kHeadings[] = {"went to elements", "kept as extensions",
                                          "read, but written nowhere (conditions, ids, alternatives)",
                                          "read by nothing"};

std::string address_of(const SourceValue& value) {
    return value.count > 1 ? fmt::format("{} ({} times)", value.address, value.count) : value.address;
}

void print_values(const map::Program& program, const jobs::DocumentAccount& account, Fate fate, Output& output) {
    bool first = true;
    for (const SourceValue& value : account.values) {
        if (value.fate != fate) continue;
        if (std::exchange(first, false)) output.line(output.bold(kHeadings[static_cast<std::size_t>(fate)]));
        output.line(fmt::format("  {}", address_of(value)));
        std::map<std::string_view, std::string> places;
        for (const std::size_t leaf : value.leaves)
            places.emplace(program.leaves[leaf].element, to_text(program.leaves[leaf].place));
        for (const auto& [element, place] : places) output.line(fmt::format("      {}  {}", element, place));
    }
}

void print_spots(const map::Program& program, const std::map<std::size_t, std::uint64_t>& spots, std::string_view what,
                 Output& output) {
    if (!spots.empty()) output.line(output.bold(what));
    for (const auto& [number, count] : spots) {
        const map::Spot& spot = program.spots[number];
        output.line(fmt::format("  {} -> {}, wanted is {}: {} times  {}", spot.field, spot.element, spot.wanted, count,
                                to_text(spot.place)));
    }
}

Json to_json(const map::Program& program, const std::map<std::size_t, std::uint64_t>& spots) {
    Json all = Json::array();
    for (const auto& [number, count] : spots) {
        const map::Spot& spot = program.spots[number];
        all.push_back({{"source", spot.field},
                       {"element", spot.element},
                       {"wanted", spot.wanted},
                       {"count", count},
                       {"place", to_text(spot.place)}});
    }
    return all;
}

void print_json(const map::Program& program, const jobs::DocumentAccount& account,
                const std::vector<std::string>& lines, Output& output) {
    Json all{{"values", Json::array()},
             {"written", Json::array()},
             {"dropped", to_json(program, account.dropped)},
             {"failed", to_json(program, account.failed)},
             {"entries", Json::array()},
             {"resources", Json::array()}};
    for (const SourceValue& value : account.values) {
        Json& one = all["values"].emplace_back(Json{{"address", value.address},
                                                    {"count", value.count},
                                                    {"fate", kFates[static_cast<std::size_t>(value.fate)]},
                                                    {"elements", Json::array()}});
        for (const std::size_t leaf : value.leaves)
            one["elements"].push_back(
                {{"element", program.leaves[leaf].element}, {"place", to_text(program.leaves[leaf].place)}});
    }
    for (const std::size_t leaf : account.written)
        all["written"].push_back(
            {{"element", program.leaves[leaf].element}, {"place", to_text(program.leaves[leaf].place)}});
    for (const jobs::SkippedEntry& entry : account.entries)
        all["entries"].push_back({{"path", entry.path}, {"rule", entry.rule}, {"reason", entry.reason}});
    for (const std::string& line : lines) all["resources"].push_back(Json::parse(line));
    output.line(all.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print(const map::Program& program, const jobs::DocumentAccount& account, const std::vector<std::string>& lines,
           Output& output) {
    for (const std::string& line : lines) output.line(line);
    std::uint64_t counts[4] = {};
    std::uint64_t all = 0;
    for (const SourceValue& value : account.values) {
        counts[static_cast<std::size_t>(value.fate)] += value.count;
        all += value.count;
    }
    for (const Fate fate : {Fate::kMapped, Fate::kExtension, Fate::kRead, Fate::kUnread})
        print_values(program, account, fate, output);
    print_spots(program, account.dropped, "did not fit and were left out", output);
    print_spots(program, account.failed, "resources that could not be made", output);
    if (!account.entries.empty()) output.line(output.bold("entries without a resource of their own"));
    for (const jobs::SkippedEntry& entry : account.entries)
        output.line(entry.rule.empty() ? fmt::format("  {}: claimed by nothing", entry.path)
                                       : fmt::format("  {}: {}, {}", entry.path, entry.rule, entry.reason));
    output.line(fmt::format("{} values: {} in elements, {} in extensions only, {} read only, {} unread", all, counts[0],
                            counts[1], counts[2], counts[3]));
}

}  // namespace

void explain_document(const jobs::DocumentMap& map, map::SourceFormat format, const std::string& text,
                      const std::vector<std::string>& lines, bool json, Context& context) {
    const map::Program& program = *map.program();
    auto account = format == map::SourceFormat::kHl7v2 ? jobs::account_of_message(program, text)
                                                       : jobs::account_of_document(program, text);
    if (!account) return context.fail(account.error());
    if (json)
        print_json(program, *account, lines, context.output);
    else
        print(program, *account, lines, context.output);
}

}  // namespace hios::cli
