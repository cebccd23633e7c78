// Documents that are mapped by paths (stages/map/path_tree.hpp) come out as those that are not; and the shapes that
// paths rely on tell the truth.

#include <random>

#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

// The documents that the built-in maps are tested with, and the same with changed attributes and texts.
class FollowedPaths : public testing::Test {
protected:
    FollowedPaths() {
        const hios::test::SourceMaps maps("ccda");
        map::Problems problems;
        const map::MapFile joined = builtin::join(map::SourceFormat::kCcda, maps.files(), problems);
        compiled_ = builtin::compile_documents(joined, {}, problems);
        for (const map::MapTest& one : joined.tests) {
            if (one.message) documents_.push_back(one.message->text);
        }
        program_ = compiled_.program("");
        space_ = &dynamic_cast<const CcdaSpace&>(*program_->space);
    }

    // An attribute's value, or a text, becomes another one of the document, nothing, a null flavor or dirt.
    std::string changed(std::string text) {
        static const std::vector<std::string> kOthers{"", " ", "UNK", "20240229", "2024", "12-3\\", "~", "1.5", "true"};
        for (std::size_t n = 1 + random_() % 4; n != 0; --n) {
            const std::size_t begin = value_in(text);
            if (begin == std::string::npos) continue;
            const std::size_t end = std::min(text.find_first_of("\"<", begin), text.size());
            std::string other = kOthers[random_() % kOthers.size()];
            if (const std::size_t from = value_in(text); random_() % 2 == 0 && from != std::string::npos)
                other = text.substr(from, std::min(text.find_first_of("\"<", from), text.size()) - from);
            if (random_() % 8 == 0 && text[begin - 1] == '"') other += "\" nullFlavor=\"NI";
            text.replace(begin, end - begin, other);
        }
        if (random_() % 3 == 0) change_element(text);
        return text;
    }
    // One without content goes, comes twice, or has another attribute in front.
    void change_element(std::string& text) {
        const std::size_t begin = text.find('<', random_() % text.size());
        const std::size_t end = begin == std::string::npos ? begin : text.find_first_of("<>", begin + 1);
        if (end == std::string::npos || text[end] != '>' || text[end - 1] != '/') return;
        const std::string element = text.substr(begin, end + 1 - begin);
        const std::size_t name_end = std::min(element.find_first_of(" />", 1), element.size());
        const std::array<std::string, 3> others{"", element + element,
                                                element.substr(0, name_end) + " odd=\"1\"" + element.substr(name_end)};
        text.replace(begin, element.size(), others[random_() % others.size()]);
    }
    NodeId first(unsigned most) { return static_cast<NodeId>(1 + random_() % most); }
    std::size_t value_in(const std::string& text) {
        const std::size_t found = text.find_first_of("\">", random_() % text.size());
        return found == std::string::npos || found + 1 >= text.size() ? std::string::npos : found + 1;
    }

    map::CompiledMap compiled_;
    const map::Program* program_ = nullptr;
    const CcdaSpace* space_ = nullptr;
    std::vector<std::string> documents_;
    std::mt19937 random_{17};
};

TEST_F(FollowedPaths, GiveTheSameLinesAndCountTheSame) {
    ASSERT_GT(documents_.size(), 100U);
    map::Machine plain(*program_, "test");
    map::Machine learning(*program_, "test");
    learning.learn_paths(2);
    CcdaView one_view(*space_);
    CcdaView other_view(*space_);
    ByteBuffer one;
    ByteBuffer other;
    for (const std::string& document : documents_) {
        for (int i = 0; i < 6; ++i) {
            const std::string text = i % 3 == 0 ? document : changed(document);
            one.clear();
            other.clear();
            if (one_view.read(text) != other_view.read(text)) FAIL() << text;
            if (one_view.document().nodes().empty()) continue;
            ASSERT_EQ(plain.run(one_view, one), learning.run(other_view, other)) << text;
            ASSERT_EQ(one.view(), other.view()) << text;
            ASSERT_EQ(plain.counts().written, learning.counts().written) << text;
            ASSERT_EQ(plain.counts().dropped, learning.counts().dropped) << text;
            ASSERT_EQ(plain.counts().failed, learning.counts().failed) << text;
            std::map<std::string, std::uint64_t> remarks;
            one_view.remarks().each(
                [&](std::string_view code, std::uint64_t places) { remarks[std::string(code)] += places; });
            other_view.remarks().each(
                [&](std::string_view code, std::uint64_t places) { remarks[std::string(code)] -= places; });
            for (const auto& [code, difference] : remarks) EXPECT_EQ(difference, 0U) << code << text;
        }
    }
    EXPECT_GT(learning.by_paths(), 300U);
}

TEST_F(FollowedPaths, ElementsOfOneShapeHaveTheSameParts) {
    CcdaView view(*space_);
    map::Scratch scratch;
    std::map<std::uint64_t, std::vector<std::uint8_t>> known;  // by shape: what each slot says
    std::size_t again = 0;
    for (const std::string& document : documents_) {
        for (int i = 0; i < 3; ++i) {
            if (!view.read(i == 0 ? document : changed(document))) continue;
            scratch.clear();
            const NodeId nodes = static_cast<NodeId>(view.document().nodes().size());
            for (NodeId node = first(3); node < nodes; node += first(30)) {
                const std::uint64_t shape = view.shape(node, map::SourceView::kItself);
                if (shape == 0) continue;
                std::vector<std::uint8_t> says;
                for (map::Slot slot = 0; slot < space_->slots(); ++slot) {
                    map::SourceView::Owners owners;
                    if (!view.owners(slot, owners)) continue;
                    const bool repeats = view.counts_have_shape(slot);
                    const bool text = view.texts_have_shape(slot) && !view.text(node, slot, scratch).empty();
                    const std::uint32_t count = repeats ? std::min<std::uint32_t>(view.count(node, slot), 30) : 0;
                    says.push_back(static_cast<std::uint8_t>((view.exists(node, slot, scratch) ? 1U : 0U) +
                                                             (view.anything(node, slot, scratch) ? 2U : 0U) +
                                                             (text ? 4U : 0U) + 8U * count));
                }
                const auto [found, is_new] = known.try_emplace(shape, says);
                ASSERT_EQ(found->second, says) << view.document().source(node);
                again += is_new ? 0 : 1;
            }
        }
    }
    EXPECT_GT(again, 300U);
    EXPECT_GT(known.size(), 150U);
}

TEST_F(FollowedPaths, InElementsOfOneShapeTheSameStandsAtTheSameDistance) {
    using Located = map::SourceView::Located;
    CcdaView view(*space_);
    map::Scratch scratch;
    std::map<std::uint64_t, std::vector<std::uint64_t>> known;  // by shape: where each slot leads
    std::size_t again = 0;
    std::size_t texts = 0;
    for (const std::string& document : documents_) {
        for (int i = 0; i < 3; ++i) {
            if (!view.read(i == 0 ? document : changed(document))) continue;
            scratch.clear();
            const NodeId nodes = static_cast<NodeId>(view.document().nodes().size());
            for (NodeId node = first(3); node < nodes; node += first(30)) {
                const std::uint64_t shape = view.shape(node, map::SourceView::kItself);
                if ((shape & map::SourceView::kTellsPlaces) == 0) continue;
                std::vector<std::uint64_t> leads;
                for (map::Slot slot = 0; slot < space_->slots(); ++slot) {
                    if (view.teller(slot) == map::SourceView::kNobody) continue;
                    map::SourceView::Position at;
                    const Located located = view.locate(node, map::SourceView::kItself, node, slot, at);
                    leads.push_back(static_cast<std::uint64_t>(located));
                    const std::string_view text = view.text(node, slot, scratch);
                    if (located == Located::kNowhere) {
                        ASSERT_EQ(text, "") << space_->describe(slot);
                        ASSERT_FALSE(view.exists(node, slot, scratch));
                    } else if (located == Located::kThere) {
                        leads.push_back(std::uint64_t{at.where} << 16U | at.part);
                        ASSERT_EQ(view.text_at(node, at, slot, scratch), text)
                            << space_->describe(slot) << view.document().source(node);
                        texts += text.empty() ? 0U : 1U;
                    }
                    if (!view.counts_have_shape(slot)) continue;
                    const std::uint32_t count = view.count(node, slot);
                    for (std::uint32_t item = 0; item < count; ++item) {
                        ASSERT_TRUE(view.locate_item(node, map::SourceView::kItself, node, slot, item, at));
                        ASSERT_EQ(view.item_at(node, at), view.item(node, slot, item));
                        leads.push_back(at.where);
                    }
                }
                const auto [found, is_new] = known.try_emplace(shape, leads);
                ASSERT_EQ(found->second, leads) << view.document().source(node);
                again += is_new ? 0 : 1;
            }
        }
    }
    EXPECT_GT(again, 300U);
    EXPECT_GT(texts, 1000U);
}

TEST_F(FollowedPaths, WhereShapesLieNothingOutsideOfTheDocumentIsRead) {
    CcdaView view(*space_);
    map::Scratch scratch;
    ASSERT_TRUE(view.read(documents_.front()));
    const auto last = static_cast<NodeId>(view.document().nodes().size() - 1);
    for (map::Slot slot = 0; slot < space_->slots(); ++slot) {
        if (view.teller(slot) == map::SourceView::kNobody || !view.texts_have_shape(slot)) continue;
        EXPECT_EQ(view.text_at(last, {1, 0}, slot, scratch), "");
        EXPECT_EQ(view.text_at(1, {0xFFFF'FFFF, 0}, slot, scratch), "");
        EXPECT_EQ(view.text_at(1, {1, 1000}, slot, scratch), "");
    }
    EXPECT_EQ(view.item_at(last, {1, 0}), map::kWholeDocument);
    EXPECT_EQ(view.item_at(last, {0, 0}), last);
}

TEST(ShapesOfElements, DoNotTellWhatStandsInNarratives) {
    Names names;
    const auto told = [&](std::string_view address) { return Shapes::tells(*read_path(address, true, names)); };
    const auto within = [&](std::string_view address) {
        return Shapes::tells_within(*read_path(address, true, names));
    };
    EXPECT_TRUE(told("code/@code"));
    EXPECT_TRUE(told("entryRelationship[@typeCode=RSON]/observation"));
    EXPECT_TRUE(told("text/@nullFlavor"));
    EXPECT_FALSE(told("text/reference/@value"));
    EXPECT_TRUE(told("observation/text")) << "but not what stands in it";
    EXPECT_FALSE(within("observation/text"));
    EXPECT_TRUE(within("entryRelationship[@typeCode=RSON]/observation"));
    EXPECT_FALSE(told("observation[text/reference]")) << "nor may what chooses";
    EXPECT_FALSE(told("../code/@code"));
}

}  // namespace
}  // namespace hios::ccda
