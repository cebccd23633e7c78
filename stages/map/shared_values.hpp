#pragma once
// Values that places of a document have in common: the time of the message, the number of its patient, the order that
// twenty results belong to. Paths (path_tree.hpp) ask for them by number; each is made once for all places that lie in
// the same one, whatever resource they are for.
//
// A recipe says what a value is made of, so that two paths find out that they want the same. A recipe that is worth it
// becomes a shared value: operations that make it, seen from the place that all of them lie in.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "stages/map/program.hpp"

namespace hios::map {

using Reach = SourceView::Reach;

// Not thread-safe; one per machine.
class SharedValues {
public:
    using Recipe = std::uint32_t;
    static constexpr Recipe kNoRecipe = 0;

    explicit SharedValues(const Program& program);

    // --- while paths are recorded
    // A text that is known. `reach`: of what told it.
    Recipe text(std::string_view text, Reach reach);
    // What an operation makes of a place that it is seen from; reg and the handle of `op` mean nothing.
    Recipe read(const Op& op, Reach reach);
    // What it makes of other values; their reach is the widest that all of them have. Operands: the text of kIs.
    Recipe made(const Op& op, const std::vector<Recipe>& inputs, std::string_view operand = {});
    [[nodiscard]] Reach reach(Recipe recipe) const { return recipes_[recipe].reach; }
    // Whether the paths of one owner better share it: a document has several of the places that it is the same for, or
    // others ask for it, too.
    bool is_worth_it(Recipe recipe, const void* owner, bool several);
    // Whether an owner was told otherwise before others asked.
    [[nodiscard]] bool is_outdated(const void* owner) const { return outdated_.contains(owner); }
    // The number to ask for it by; 0: there is no room for more.
    std::uint32_t number_of(Recipe recipe);
    std::uint32_t number_of_shape(std::uint32_t owner, Reach reach);
    // Calls that make the same of the same have the same number.
    std::uint32_t call_like(std::uint32_t call);
    void forget();
    void forget_values() {
        for (auto& one : values_) one.run = 0;
        for (auto& one : shapes_) one.run = 0;
    }

    // --- while they are followed
    template <class T>
    struct Known {
        std::uint32_t run = 0;  // 0: of none
        Handle around = 0;      // the place that it is seen from
        T value{};
    };
    [[nodiscard]] Known<std::string_view>& value(std::uint32_t number) { return values_[number]; }
    [[nodiscard]] Known<std::uint64_t>& shape(std::uint32_t number) { return shapes_[number]; }
    struct Code {  // ends with kMade; its value is r[reg] of registers()
        std::vector<Op> ops;
        std::uint16_t reg = 0;
    };
    [[nodiscard]] const Code& code(std::uint32_t number) const { return codes_[number]; }
    [[nodiscard]] std::string_view* registers() { return registers_.get(); }
    [[nodiscard]] const char* literals() const { return literals_.get(); }

private:
    using Key = std::tuple<OpCode, std::uint8_t, std::uint8_t, std::uint32_t, std::uint32_t, std::uint32_t,
                           std::vector<Recipe>, std::string>;
    struct Made {
        Op op;
        Reach reach = SourceView::kOwn;
        const std::vector<Recipe>* inputs = nullptr;  // both in the key
        const std::string* text = nullptr;
        std::uint32_t number = 0;
        std::array<const void*, 2> owners{};  // that have asked, the first ones
        bool wanted = false;                  // by enough owners
    };
    Recipe recipe(const Op& op, Reach reach, const std::vector<Recipe>& inputs, std::string_view text);
    bool add_input(Recipe recipe, std::uint16_t reg, std::vector<Op>& ops);
    bool keep(std::string_view text, std::uint32_t& at);

    const Program& program_;
    std::map<Key, Recipe> recipe_of_;
    std::vector<Made> recipes_;
    std::unordered_set<const void*> outdated_;
    std::vector<Known<std::string_view>> values_;
    std::deque<Code> codes_;
    std::map<std::pair<std::uint32_t, Reach>, std::uint32_t> shape_of_;
    std::vector<Known<std::uint64_t>> shapes_;
    std::vector<std::uint32_t> like_;  // by call: number + 1; 0: not known yet
    std::unordered_multimap<std::size_t, std::uint32_t> calls_;
    std::unique_ptr<std::string_view[]> registers_;
    std::uint32_t registers_used_ = 0;
    std::unique_ptr<char[]> literals_;
    std::size_t literals_used_ = 0;
};

}  // namespace hios::map
