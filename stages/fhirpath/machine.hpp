#pragma once
// The evaluator's inside: a stack of values. Running an operation pushes its collection; whoever ran it
// takes it off. Functions return false when the evaluation failed, and say why with fault().

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/fhirpath/arena.hpp"
#include "stages/fhirpath/environment.hpp"
#include "stages/fhirpath/program.hpp"

namespace hios::fhirpath {

class Machine {
public:
    explicit Machine(const Model& model) : model_(model) {}

    // --- one evaluation
    void begin(const Program& program, const instance::Instance& instance, instance::NodeId context,
               const Environment& environment);
    bool run(OpId id);     // pushes the collection
    bool end();            // false: the limits cut it short
    Truth truth(OpId id);  // leaves the stack as it was
    [[nodiscard]] const std::vector<Value>& stack() const { return stack_; }

    struct Fault {
        const char* what = nullptr;
        const Code* code = nullptr;
        std::uint32_t column = 0;
    };
    [[nodiscard]] const Fault& fault() const { return fault_; }

    // --- values
    [[nodiscard]] std::string_view type_name(const Value& value) const;
    // The System value of a primitive node; false when it has none (an object, or only extensions).
    bool atom(Value& value);
    // False when toString() gives nothing.
    bool text_of(Value value, std::string& into);

private:
    using Size = std::uint32_t;  // a position on the stack

    struct Focus {
        Value item;  // $this; kNone: there is none
        std::int64_t index = 0;
        Size total_begin = 0;  // $total lies on the stack
        Size total_end = 0;
    };
    class FocusScope;

    enum class Order : std::uint8_t { kLess, kEqual, kGreater, kUnknown, kNone };  // kNone: they have no order

    // --- machine.cpp
    bool fail(const Op& op, const char* what, const Code& code = codes_evaluation());
    Truth wrong(const Op& op, const char* what) { return fail(op, what), Truth::kError; }
    static const Code& codes_evaluation();
    bool within_limits(const Op& op);
    [[nodiscard]] Size top() const { return static_cast<Size>(stack_.size()); }
    void push(const Value& value) { stack_.push_back(value); }
    bool push_truth(Truth truth);
    bool put(Size base, const Value& value);  // replaces what lies above base
    bool put_none(Size base);
    void close_gap(Size base, Size from);  // [from, top) moves down to base
    bool run_source(const Op& op);
    [[nodiscard]] instance::NodeId variable(Variable variable) const;
    bool indexer(const Op& op);
    Truth singleton(const Op& op, Size base);
    Truth logic(const Op& op);
    Truth comparison(const Op& op);
    Truth membership(const Op& op);
    // One item or none (kNone); more is a fault.
    bool single(OpId id, Value& into);
    bool single_source(const Op& op, Value& into);
    [[nodiscard]] OpId argument(const Op& op, std::uint32_t i) const { return program_->arguments[op.first + i]; }
    [[nodiscard]] const Op& op_of(OpId id) const { return program_->ops[id]; }

    // --- paths.cpp
    bool path(const Op& op);
    bool any(OpId id, bool& found);             // whether the collection has items, without building it where possible
    bool any_where(const Op& op, bool& found);  // whether some item of the source meets the first argument
    template <class Found>
    bool visit(instance::NodeId id, const Step* step, const Step* end, Found&& found);
    template <class Found>
    bool visit_value(const Value& value, const Step* step, const Step* end, Found&& found);
    [[nodiscard]] const instance::Node& node(const Value& value) const { return instance_->nodes[value.node()]; }

    // --- atoms.cpp
    std::string_view string_of(const instance::Node& node);
    bool quantity(Value& value);  // a FHIR Quantity, a Quantity or a number becomes a Quantity
    bool atom_or_quantity(Value& value);

    // --- equality.cpp, equivalence.cpp, order.cpp
    Truth equal(Value a, Value b);
    Truth equal_nodes(const Value& a, const Value& b);
    Truth equal_ranges(Size a, Size b, Size end);
    bool equivalent(Value a, Value b);
    bool equivalent_nodes(const Value& a, const Value& b);
    bool equivalent_ranges(Size a, Size b, Size end, bool children = false);
    Order order(Value a, Value b);

    // --- sets.cpp
    std::uint64_t hash(Value value);
    bool keep_distinct(Size base);  // of [base, top)
    enum class Keep : std::uint8_t { kShared, kOthers };
    bool filter_by(Size base, Size others, Keep keep);  // [base, others) by [others, top)
    void size_table(std::size_t items);
    void fill_table(Size begin, Size end);
    bool in_table(const Value& value);
    bool insert(Size item);

    // --- arithmetic.cpp
    bool arithmetic(const Op& op);
    bool add_moment(const Op& op, Size base, const Value& moment, const Quantity& amount, bool minus);
    bool number_result(const Op& op, Size base, const Value& a, const Value& b);
    bool quantity_result(const Op& op, Size base, const Quantity& a, const Quantity& b);
    bool negate(const Op& op);
    bool push_number(Size base, const Decimal& value, bool integer);

    // --- the functions, by group
    bool call(const Op& op);
    Truth truth_call(const Op& op);  // existence.cpp
    Truth all_booleans(const Op& op);
    Truth subset(const Op& op);
    Truth is_type(const Op& op);  // types.cpp
    [[nodiscard]] bool has_type(const Value& value, const TypeName& type, bool exact) const;
    bool of_type(const Op& op);
    bool type_of(const Op& op);
    bool filter(const Op& op);  // filtering.cpp
    bool where(const Op& op);
    bool select(const Op& op);
    bool repeat(const Op& op);
    bool aggregate(const Op& op);
    bool iif(const Op& op);
    bool trace(const Op& op);
    bool sort(const Op& op);        // sorting.cpp
    bool subsetting(const Op& op);  // subsetting.cpp
    bool combining(const Op& op);
    bool convert(const Op& op);  // conversion.cpp
    bool converted(Function to, Value value, Value& into);
    bool string_call(const Op& op);  // strings.cpp
    bool two_texts(const Op& op, Size base, std::string_view text);
    bool substring(const Op& op, Size base, std::string_view text);
    bool split(const Op& op, Size base, std::string_view text);
    bool join(const Op& op);
    bool encoding(const Op& op, Size base, std::string_view text);  // encoding.cpp
    bool text_argument(const Op& op, std::uint32_t i, Value& into);
    const Regex* regex(const Op& op, std::string_view pattern);
    bool put_text(Size base, std::string_view text);  // copies
    bool number_call(const Op& op);                   // numbers.cpp
    bool boundary(const Op& op);                      // boundaries.cpp
    bool decimal_boundary(Size base, const Value& value, std::int64_t digits, bool high);
    bool clock_call(const Op& op);
    bool children(const Op& op);  // tree.cpp
    void push_descendants(instance::NodeId id);
    bool extension(const Op& op);
    bool resolve(const Op& op);
    Truth member_of(const Op& op);
    Truth has_code(const Value& item, std::string_view value_set);
    Truth html_checks(const Op& op);
    Truth conforms_to(const Op& op);
    instance::NodeId child(instance::NodeId of, NameId name) const;

    static constexpr std::size_t kMaxStack = 1 << 20;

    const Model& model_;
    const Program* program_ = nullptr;
    const instance::Instance* instance_ = nullptr;
    const Environment* environment_ = nullptr;
    instance::NodeId context_ = 0;
    std::vector<Value> stack_;
    Arena arena_;
    Focus focus_;
    Fault fault_;
    std::int64_t budget_ = 0;
    std::optional<std::int64_t> now_;  // milliseconds since the epoch
    std::vector<std::uint32_t> table_;
    std::string scratch_;
    std::unordered_map<std::string, std::unique_ptr<Regex>> regexes_;
};

// Restores the focus when it goes.
class Machine::FocusScope {
public:
    explicit FocusScope(Machine& machine) : machine_(machine), saved_(machine.focus_) {}
    ~FocusScope() { machine_.focus_ = saved_; }
    FocusScope(const FocusScope&) = delete;
    FocusScope& operator=(const FocusScope&) = delete;

private:
    Machine& machine_;
    Focus saved_;
};

}  // namespace hios::fhirpath
