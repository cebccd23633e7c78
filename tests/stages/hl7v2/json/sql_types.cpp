#include "tests/stages/hl7v2/json/sql_types.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2::json::test {
namespace {

using Kind = ColumnType::Kind;

class TypeReader {
public:
    TypeReader(std::string_view text, Dialect dialect) : rest_(text), duck_(dialect == Dialect::kDuckDb) {}

    ColumnType read() {
        ColumnType type = read_one();
        while (duck_ && take("[]")) {
            ColumnType array{Kind::kArray, {}, {}};
            array.members.push_back(std::move(type));
            type = std::move(array);
        }
        return type;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    ColumnType read_one() {
        if (take(duck_ ? "VARCHAR" : "string")) return {Kind::kText, {}, {}};
        if (take(duck_ ? "DOUBLE" : "double")) return {Kind::kNumber, {}, {}};
        if (take(duck_ ? "MAP(VARCHAR, VARCHAR)" : "map<string,string>")) return {Kind::kAddresses, {}, {}};
        if (!duck_ && take("array<")) {
            ColumnType array{Kind::kArray, {}, {}};
            array.members.push_back(read());
            EXPECT_TRUE(take(">"));
            return array;
        }
        ColumnType object{Kind::kObject, {}, {}};
        if (!take(duck_ ? "STRUCT(" : "struct<")) {
            ADD_FAILURE() << "no type: " << rest_.substr(0, 40);
            rest_ = {};
            return object;
        }
        do {
            const std::string name = read_name();
            object.members.push_back(read());
            object.members.back().name = name;
        } while (take(duck_ ? ", " : ","));
        EXPECT_TRUE(take(duck_ ? ")" : ">"));
        return object;
    }

    std::string read_name() {
        const char quote = duck_ ? '"' : '`';
        const bool quoted = !rest_.empty() && rest_[0] == quote;
        if (quoted) rest_.remove_prefix(1);
        const std::size_t end = rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
        const std::string name(rest_.substr(0, end));
        rest_.remove_prefix(end);
        if (quoted) {
            EXPECT_EQ(rest_[0], quote);
            rest_.remove_prefix(1);
        }
        EXPECT_TRUE(take(duck_ ? " " : ":")) << name;
        return name;
    }

    std::string_view rest_;
    bool duck_;
};

bool is_text(const nlohmann::json& value) {
    return value.is_string();
}

}  // namespace

ColumnType read_columns(const std::string& statement, Dialect dialect) {
    const bool duck = dialect == Dialect::kDuckDb;
    const std::string indent = duck ? "    '" : "  `";
    ColumnType out{Kind::kObject, {}, {}};
    std::istringstream lines(statement);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(indent)) continue;
        line.erase(0, indent.size());
        if (line.ends_with(',')) line.pop_back();
        if (duck) line.pop_back();
        const std::size_t end = line.find(duck ? '\'' : '`');
        TypeReader reader(std::string_view(line).substr(end + (duck ? 4 : 2)), dialect);
        out.members.push_back(reader.read());
        out.members.back().name = line.substr(0, end);
        EXPECT_TRUE(reader.at_end()) << out.members.back().name;
    }
    return out;
}

void compare(const nlohmann::json& value, const ColumnType& type, const std::string& path, Disagreement& into) {
    if (value.is_null()) return;
    switch (type.kind) {
        case Kind::kText:
            if (!is_text(value)) into.paths.push_back(path + ": no text");
            return;
        case Kind::kNumber:
            if (!value.is_number()) into.paths.push_back(path + ": no number");
            return;
        case Kind::kArray:
            if (!value.is_array()) return into.paths.push_back(path + ": no array");
            for (const auto& item : value) compare(item, type.members[0], path + "[]", into);
            return;
        case Kind::kAddresses:
            if (!value.is_object()) return into.paths.push_back(path + ": no object");
            for (const auto& [key, item] : value.items()) {
                if (!is_text(item)) into.paths.push_back(path + "." + key + ": no text");
            }
            return;
        case Kind::kObject:
            break;
    }
    if (!value.is_object()) return into.paths.push_back(path + ": no object");
    for (const auto& [key, item] : value.items()) {
        const auto member = std::find_if(type.members.begin(), type.members.end(),
                                         [&key = key](const ColumnType& one) { return one.name == key; });
        if (member == type.members.end()) {
            into.without_column.push_back(path + "." + key);
        } else {
            compare(item, *member, path + "." + key, into);
        }
    }
}

bool same(const ColumnType& a, const ColumnType& b) {
    return a.kind == b.kind && a.name == b.name &&
           std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(), same);
}

}  // namespace hios::hl7v2::json::test
