// Messages made from the dictionary, with every field, component and subcomponent filled, and then some.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/stages/hl7v2/json/leaves.hpp"
#include "tests/stages/hl7v2/json/sql_types.hpp"

namespace hios::hl7v2::json {
namespace {

using dictionary::Element;
using dictionary::Kind;
using dictionary::Node;
using dictionary::Release;
using dictionary::SegmentType;
using dictionary::Structure;
using dictionary::Type;

class Generator {
public:
    Generator(const Release& release, const Structure& structure, unsigned seed, bool by_the_standard)
        : release_(release), structure_(structure), random_(seed), strict_(by_the_standard) {}

    std::string message() {
        out_ = fmt::format("MSH|^~\\&|A|B|C|D|20240131||{}|{}|P|{}\r", type_field(), next(), release_.name());
        group(0);
        return out_;
    }

private:
    std::string type_field() const {
        const std::string name(structure_.name);
        const std::size_t end = name.find('_');
        return end == std::string::npos ? name : name.substr(0, end) + "^" + name.substr(end + 1) + "^" + name;
    }

    void group(std::uint16_t index) {
        const auto& nodes = structure_.nodes;
        for (std::uint16_t child = index + 1; child < nodes[index].end; child = nodes[child].end) {
            if (nodes[child].name == "MSH") continue;
            const unsigned times = nodes[child].repeats ? 1 + chance(2) : 1;
            for (unsigned i = 0; i < times; ++i) {
                if (nodes[child].group) {
                    group(child);
                } else {
                    segment(nodes[child].name);
                }
            }
            if (!strict_ && chance(8) == 0)
                out_ += fmt::format("ZZ{}|{}|{}^{}~{}\r", chance(3), next(), next(), next(), next());
        }
    }

    void segment(std::string_view name) {
        out_ += name;
        const SegmentType* type = release_.segment(dictionary::segment_code(name));
        if (type == nullptr) {
            out_ += fmt::format("|{}\r", next());
            return;
        }
        std::string_view observation;
        for (std::uint32_t number = 1; number <= type->fields.size(); ++number) {
            const Element& element = type->fields[number - 1];
            out_ += '|';
            if (is_observation(*type) && number == 2) {
                observation = observation_types()[chance(observation_types().size())];
                out_ += observation;
                continue;
            }
            const bool value = is_observation(*type) && number == kObservationValue;
            const Type* of = value ? release_.type(observation) : element.type;
            const unsigned times = element.repeats || (!strict_ && chance(5) == 0) ? 1 + chance(3) : 1;
            for (unsigned i = 0; i < times; ++i) {
                if (i > 0) out_ += '~';
                if (of != nullptr) repetition(*of, value && observation == "NM");
            }
        }
        if (!strict_ && chance(4) == 0) out_ += fmt::format("|{}^{}&{}~{}", next(), next(), next(), next());
        out_ += '\r';
    }

    void repetition(const Type& type, bool number) {
        if (number && chance(4) != 0) {
            out_ += fmt::format("{}.{}", chance(100), chance(1000));
            return;
        }
        parts(type, '^');
    }

    void parts(const Type& type, char delimiter) {
        if (type.kind != Kind::kComposite) {
            out_ += next();
            if (!strict_ && chance(10) == 0) out_ += delimiter + next();
            return;
        }
        for (std::size_t i = 0; i < type.components.size() + (strict_ ? 0 : chance(2)); ++i) {
            if (i > 0) out_ += delimiter;
            if (delimiter == '^' && i < type.components.size()) {
                parts(*type.components[i].type, '&');
            } else {
                out_ += next();
            }
        }
    }

    std::string next() { return fmt::format("v{}", ++counter_); }
    unsigned chance(std::size_t of) { return static_cast<unsigned>(random_() % of); }

    const Release& release_;
    const Structure& structure_;
    std::mt19937 random_;
    bool strict_;
    std::string out_;
    unsigned counter_ = 0;
};

struct Case {
    std::string_view structure;
    std::string_view version;
};

constexpr Case kCases[]{{"ADT_A01", "2.3"},   {"ADT_A01", "2.5.1"}, {"ADT_A39", "2.5.1"}, {"ORU_R01", "2.1"},
                        {"ORU_R01", "2.3.1"}, {"ORU_R01", "2.5.1"}, {"ORU_R01", "2.8.2"}, {"ORM_O01", "2.4"},
                        {"VXU_V04", "2.5.1"}, {"SIU_S12", "2.5"},   {"DFT_P03", "2.6"},   {"MDM_T02", "2.7"}};

TEST(GeneratedMessages, LoseNothing) {
    for (const Case& each : kCases) {
        const Release& release = Release::of(dictionary::read_version(each.version).version);
        for (const Names names : {Names::kLong, Names::kShort}) {
            const unsigned seed = names == Names::kLong ? 1 : 2;
            const std::string er7 = Generator(release, *release.structure(each.structure), seed, false).message();
            Message message;
            ASSERT_FALSE(message.read(er7, {}).has_value());
            const auto lost = test::lost(message, test::line_of(message, {names, {}}));
            EXPECT_TRUE(lost.empty()) << each.structure << ' ' << each.version << ": " << lost.size()
                                      << " lost, the first at " << lost.front();
        }
    }
}

TEST(GeneratedMessages, HaveTheTypesOfTheirTables) {
    for (const Case& each : kCases) {
        const Release& release = Release::of(dictionary::read_version(each.version).version);
        for (const Names names : {Names::kLong, Names::kShort}) {
            const std::string er7 = Generator(release, *release.structure(each.structure), 3, false).message();
            const auto line = nlohmann::json::parse(test::line_of(er7, {names, {}}));
            for (const Dialect dialect : {Dialect::kAthena, Dialect::kDuckDb}) {
                TableOptions options;
                options.columns.form.names = names;
                const auto statement = ddl(each.structure, each.version, dialect, options);
                ASSERT_TRUE(statement.has_value());
                test::Disagreement found;
                test::compare(line, test::read_columns(*statement, dialect), "", found);
                EXPECT_EQ(found.paths, std::vector<std::string>()) << each.structure << ' ' << each.version;
            }
        }
    }
}

TEST(GeneratedMessages, ByTheStandardHaveAColumnForEverything) {
    for (const Case& each : kCases) {
        const Release& release = Release::of(dictionary::read_version(each.version).version);
        const auto statement = ddl(each.structure, each.version, Dialect::kDuckDb);
        ASSERT_TRUE(statement.has_value());
        const ColumnType columns = test::read_columns(*statement, Dialect::kDuckDb);
        const std::string er7 = Generator(release, *release.structure(each.structure), 1, true).message();
        test::Disagreement found;
        test::compare(nlohmann::json::parse(test::line_of(er7)), columns, "", found);
        EXPECT_EQ(found.paths, std::vector<std::string>()) << each.structure << ' ' << each.version;
        EXPECT_EQ(found.without_column, std::vector<std::string>()) << each.structure << ' ' << each.version;
    }
}

}  // namespace
}  // namespace hios::hl7v2::json
