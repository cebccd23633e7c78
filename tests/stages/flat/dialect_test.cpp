#include "stages/flat/dialect.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "stages/flat/codes.hpp"
#include "stages/json/utf8.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;

TEST(FlatDialect, ThatContradictsItselfIsRefused) {
    EXPECT_TRUE(check({}));
    const std::vector<std::function<void(Dialect&)>> faults{
        [](Dialect& d) { d.delimiter = ""; },
        [](Dialect& d) { d.delimiter = "12345"; },
        [](Dialect& d) { d.delimiter = "\n"; },
        [](Dialect& d) { d.delimiter = std::string(1, '\0'); },
        [](Dialect& d) { d.delimiter = "\""; },
        [](Dialect& d) { d.quote = '\r'; },
        [](Dialect& d) { d.escape = Escape::kBackslash, d.quote = '\\'; },
        [](Dialect& d) { d.escape = Escape::kBackslash, d.delimiter = "\\"; },
        [](Dialect& d) { d.comment = ","; },
        [](Dialect& d) { d.comment = "\"#"; },
        [](Dialect& d) { d.comment = "123456789"; },
        [](Dialect& d) { d.max_record = 0; },
        [](Dialect& d) { d.max_record = kLargestRecord + 1; },
        [](Dialect& d) { d.format = Format::kFixed; },
        [](Dialect& d) {
            d.format = Format::kFixed, d.columns = {{"A", 0, 1}};
        },
        [](Dialect& d) {
            d.format = Format::kFixed, d.columns = {{"A", 1, 0}};
        },
    };
    for (std::size_t i = 0; i < faults.size(); ++i) {
        Dialect dialect;
        faults[i](dialect);
        const auto checked = check(dialect);
        ASSERT_FALSE(checked) << i;
        EXPECT_EQ(checked.error().code, &codes::kDialect);
        EXPECT_FALSE(checked.error().what.empty());
    }
}

TEST(FlatDialect, EncodingsHaveTheirUsualNames) {
    EXPECT_EQ(encoding_named("UTF-8"), Encoding::kUtf8);
    EXPECT_EQ(encoding_named("utf_16"), Encoding::kUtf16);
    EXPECT_EQ(encoding_named("Windows-1252"), Encoding::kWindows1252);
    EXPECT_EQ(encoding_named("cp1252"), Encoding::kWindows1252);
    EXPECT_EQ(encoding_named("ISO-8859-1"), Encoding::kLatin1);
    EXPECT_EQ(encoding_named("ebcdic"), std::nullopt);
}

TEST(FlatCodes, AreDistinctAndSayWhatToDo) {
    std::set<std::string_view> ids;
    for (const Code* code : codes::flat_codes()) {
        EXPECT_TRUE(ids.insert(code->id).second) << code->id;
        EXPECT_TRUE(code->id.starts_with("flat."));
        EXPECT_FALSE(code->meaning.empty() || code->mend.empty()) << code->id;
    }
}

}  // namespace
}  // namespace hios::test
