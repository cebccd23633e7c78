#pragma once
// Makes a path of what a stretch of a program does for the place at hand: runs it once, step by step, and keeps what
// the next place that is alike will need. What follows from the answers alone is computed here and never again.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "stages/map/path_tree.hpp"

namespace hios::map {

class Machine;

// Used once. Not thread-safe.
class PathRecorder {
public:
    // `registers`: how many a path may use; the last one is for what nobody reads.
    PathRecorder(Machine& machine, PathTree& tree, std::uint32_t registers);

    // The end of the path for what the machine would do now; null: there is no path for such places.
    const PathNode* record(const Op* from, const Op* to);  // operations of the program that make resources
    const PathNode* record(const FragmentCode& code);      // its value
    const PathNode* record(const Binding& binding);        // the id

private:
    // A value of the map: known for all places of this path, or in a register when it is run.
    using ValueId = std::uint32_t;
    static constexpr ValueId kNone = 0;
    struct Value {
        bool constant = false;
        bool has_value = false;  // not constant: it is asked already, and has one
        bool not_true = false;   // likewise: it is not "true"
        std::uint16_t reg = 0;
        std::string_view text{};                                // of constants
        Reach reach = 0;                                        // likewise: of what told it
        SharedValues::Recipe recipe = SharedValues::kNoRecipe;  // of others that places may share
    };
    struct Unit {  // of what is written: a literal, then what stands behind it
        enum class Kind : std::uint8_t { kEnd, kValue, kNoteId, kMention };
        std::string literal;
        Kind kind = Kind::kEnd;
        ValueId value = kNone;
        std::uint16_t leaf = 0;
        std::uint32_t spot = 0;
    };
    struct Writing {  // a resource
        Op op;
        std::vector<Unit> units;  // the last one is being written
        ValueId id = kNone;
    };
    struct Mark {
        std::size_t units = 0;
        std::size_t literal = 0;
        std::uint64_t written = 0;
    };
    using Registers = std::vector<ValueId>;
    using Argument = std::pair<const char*, std::size_t>;  // a kept text, or null and a register

    bool run(const Op* ops, const Op* from, const Op* to);
    bool each_slot(const Op* ops, const Op& op, const Op* body);
    bool take_item(std::uint8_t from, std::uint8_t item, Slot slot, std::uint32_t i, bool places_told);
    bool each_text(const Op* ops, const Op& op, const Op* body);
    bool resource(const Op* ops, const Op& op, const Op* body);
    bool no_id();
    bool no_path();

    // --- values: path_values.cpp
    ValueId constant(std::string_view text);
    ValueId kept(std::string_view text);
    ValueId variable(std::uint16_t reg);
    ValueId value_of(std::uint32_t reg);  // what the code at hand has in it
    void set(std::uint32_t reg, ValueId value) { (*registers_)[reg] = value; }
    std::uint16_t take(std::uint32_t registers = 1);
    bool execute(const Op& op);
    bool emit(const Op& op);
    void put(ValueId value, std::uint16_t reg, std::vector<Op>& ops);
    std::uint16_t gather(const ValueId* values, std::size_t count, std::vector<Op>& ops);
    // Runs what is emitted, or when all values are known the same once and for all.
    ValueId result(std::vector<Op>& ops, std::uint16_t reg, bool known);
    ValueId slot_text(std::uint8_t handle, Slot slot);
    bool find_place(Op& read);
    bool is_nowhere(std::uint8_t handle, Slot slot);
    ValueId concat(const std::vector<ValueId>& parts);
    ValueId join_up(const std::vector<ValueId>& parts, bool known);
    ValueId with_reach(ValueId made, const std::vector<ValueId>& inputs);
    ValueId call(const Op& op);
    ValueId compare(const Op& op);
    ValueId checked(const Op& op, ValueId value);
    ValueId is(ValueId value, ValueId constant, std::uint8_t comparison = 0);
    ValueId fragment(const Op& op);
    ValueId once(Op op);
    ValueId named(ValueId value, TextSource source);

    // --- values that places have in common: path_sharing.cpp
    bool knows_surroundings(std::uint8_t place);
    bool knows_reach(std::uint8_t handle);
    Reach reach_of_owner(std::uint8_t handle, std::uint32_t owner);
    Reach reach_of(const Op& read);
    Reach reach_of_fragment(const Op& op);
    Reach reach_of(ValueId value);
    SharedValues& sharing();
    // kNoRecipe: one of the inputs is of the place at hand.
    SharedValues::Recipe recipe_of(const Op& op, const std::vector<ValueId>& inputs, std::string_view operand = {});
    ValueId with_recipe(ValueId value, SharedValues::Recipe recipe);
    ValueId shared(SharedValues::Recipe recipe);
    void see_around();
    ValueId bound(const Op& op);

    // --- questions: path_questions.cpp
    bool has_value(ValueId value);
    bool is_true(ValueId value);
    bool exists(std::uint8_t handle, Slot slot);
    std::uint32_t count(std::uint8_t handle, Slot slot);
    bool any(const Guard* guards, std::size_t number);
    // Whether shapes tell what stands there; those that are not known yet are asked for.
    enum class Told : std::uint8_t { kNothing, kParts, kTexts, kPlaces };
    Told told(std::uint8_t handle, std::uint32_t what, bool is_question = false);
    Told told_of(std::uint8_t handle, std::uint32_t owner);
    bool is_absent(std::uint8_t place, std::uint32_t owner);
    using Owner = std::pair<std::uint8_t, std::uint32_t>;  // of a handle
    [[nodiscard]] Owner owner_of(std::uint8_t handle, std::uint32_t owner) const;
    // `text` is kept.
    std::uint32_t branch(PathNode question, std::string_view text, std::uint64_t number);
    bool ask(PathNode question);
    PathNode& settle(PathNode question);

    // --- what is written: path_output.cpp
    Writing& writing() { return writings_.back(); }
    Mark here();
    void write(const Op& op, ValueId value);
    void close(const Op& op);
    void back_to(const Mark& mark);
    void count_leaves(std::vector<Unit>::const_iterator from, std::vector<Unit>::const_iterator to);
    const PathNode* end();
    void finish(ValueId value);
    void add_ops(const Writing& resource);

    [[nodiscard]] std::uint8_t handle(std::uint32_t number) const { return handles_[number]; }

    Machine& machine_;
    const Program& program_;
    PathTree& tree_;
    const std::uint32_t most_registers_;
    std::uint32_t next_register_ = 0;
    std::uint32_t next_handle_ = 0;
    std::uint32_t node_ = 0;
    Reach own_reach_ = SourceView::kOwn;
    bool sees_around_ = false;
    std::uint32_t own_place_ = 0;  // the handle of what the path is of
    bool stopped_ = false;         // no path
    bool failed_ = false;          // ... because of a value of this place that does not fit
    bool no_id_ = false;           // the resource at hand has none
    std::vector<Op> pending_;
    std::uint32_t asked_at_ =
        0;  // the question that was recorded last, as it is when nothing comes in between; 0: none
    Op asked_;
    std::vector<Value> values_{1};
    Registers program_registers_;
    Registers* registers_ = nullptr;
    std::vector<std::uint8_t> handles_;
    std::map<SharedValues::Recipe, ValueId> shared_;
    std::map<std::pair<std::uint32_t, std::vector<Argument>>, ValueId> called_;
    std::map<std::tuple<OpCode, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>, ValueId> known_;
    std::map<std::tuple<bool, std::uint8_t, Slot>, bool> answers_;
    std::map<std::pair<std::uint8_t, Slot>, std::uint32_t> counts_;
    std::map<std::uint8_t, Owner> stands_in_;    // handles of fields: what their segment is to the place at hand
    std::map<Owner, Told> shapes_;               // known on this path
    std::map<std::uint8_t, bool> surroundings_;  // whether they are
    std::vector<Mark> marks_;
    std::vector<std::vector<ValueId>> joined_;
    std::vector<Writing> writings_;
    std::vector<Writing> made_;
    std::vector<std::uint16_t> leaves_;  // to be counted besides those of values that are written
    std::uint64_t written_ = 0;
};

}  // namespace hios::map
