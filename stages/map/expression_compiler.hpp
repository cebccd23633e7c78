#pragma once
// Expressions to operations: resolves names and addresses, checks functions and types, folds constants.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "stages/map/guards.hpp"
#include "stages/map/known_addresses.hpp"
#include "stages/map/program_builder.hpp"
#include "stages/map/scope.hpp"

namespace hios::map {

// What an expression came to: a constant, a slot that need not be loaded yet, or a register.
struct Value {
    enum class Kind : std::uint8_t { kWrong, kConstant, kSlot, kRegister };
    Kind kind = Kind::kWrong;  // kWrong: reported
    ValueType type = ValueType::kText;
    std::string text;     // of a constant
    Slot slot = kNoSlot;  // of kSlot
    std::uint8_t handle = 0;
    std::string field;  // the addresses it is made of: "PID-7"
    [[nodiscard]] bool wrong() const { return kind == Kind::kWrong; }
    [[nodiscard]] bool constant() const { return kind == Kind::kConstant; }
};

// An address, found through the names around it.
struct Found {
    enum class Kind : std::uint8_t { kWrong, kSlot, kRegister, kExpression };
    Kind kind = Kind::kWrong;
    Resolved resolved;             // of kSlot
    std::uint8_t handle = 0;       // of kSlot
    const Scope* scope = nullptr;  // of the others
};

struct CompileSurroundings {
    AddressSpace& space;
    const std::map<std::string, std::shared_ptr<const LookupTable>, std::less<>>& tables;
    const std::map<std::string, const Fragment*, std::less<>>& fragments;
    std::string zone;  // source.zone
    const std::map<std::string, std::string, std::less<>>& settings;
    Problems& problems;
    Regexes regexes{};
};

// The same fragment with the same addresses is the same code.
struct FragmentKey {
    std::string text;
    std::vector<std::uint8_t> handles;  // that the addresses are relative to
};
struct KnownFragment {
    std::uint32_t number = 0;  // in Program::fragments
    bool in_place = false;     // too small, or not to be had apart
    Value value;               // of a register; or a constant
};

// Not thread-safe.
class ExpressionCompiler {
public:
    ExpressionCompiler(CompileSurroundings& around, Program& program, ProgramBuilder& builder, Guards& guards)
        : around_(around), addresses_(around.space), program_(program), builder_(builder), guards_(guards) {}

    // The element that messages of what follows name.
    void add_global(const Scope* scope) { globals_[scope->name] = scope; }
    void set_element(std::string element) { element_ = std::move(element); }
    [[nodiscard]] const std::string& element() const { return element_; }

    // What is computed goes to register `reg`; constants and slots wait for put(). `tolerant`: a value that
    // does not fit is no fault, it is only no value.
    Value evaluate(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant = false);
    void put(const Value& value, std::uint16_t reg);
    // "true" or "false" into `reg`; of what is no boolean: whether it has a value.
    Value condition(const Expression& expression, const Scope* scope, std::uint16_t reg);

    // The value's text read as the type of a column says.
    Value typed(Value value, const ColumnType& type, const Place& place, std::uint16_t reg, bool tolerant);

    // Follows parameters to what they stand for; null: an argument that was left out.
    const Expression* follow(const Expression& expression, const Scope*& scope) const;
    // `within` the names of `scope`; reports.
    Found find(std::string_view address, const Scope* scope, const Place& place);
    // The variable of a $each; null when the expression is none.
    [[nodiscard]] const Scope* find_variable(const Expression& expression, const Scope* scope) const;

    // The body of the fragment that a call names, with its parameters as `inside`; null when the call names none
    // that is an expression. `wrong`: it was reported that the call is.
    const Expression* enter(const Expression& call, const Scope* scope, const Scope*& inside, bool& wrong);

    // A place whose value can fail, in the element at hand.
    std::uint32_t spot(const Place& place, std::string field, std::string wanted);

private:
    Value address(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant);
    Value call(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant, std::size_t item);
    // --- fragments as code of their own (fragment_code.cpp)
    // nullopt: it is compiled where it stands.
    std::optional<Value> fragment(const Expression& call, const Scope* scope, const Expression& body,
                                  const Scope* inside, std::uint16_t reg, bool tolerant);
    [[nodiscard]] std::size_t cost_of(const std::vector<Op>& ops) const;
    static void take_places(FragmentCode& code, const std::vector<std::uint8_t>& handles);
    std::uint32_t add_fragment(FragmentCode code);
    [[nodiscard]] bool fragment_key(const Expression& call, const Scope* scope, FragmentKey& key);
    Value native(const Function& function, const Expression& expression, const Scope* scope, std::uint16_t reg,
                 bool tolerant, std::size_t item);
    Value logic(const Function& function, const Expression& expression, const Scope* scope, std::uint16_t reg,
                bool tolerant);
    Value exists(const Expression& argument, const Scope* scope, std::uint16_t reg);
    Value setting(const Expression& argument);
    Value place(const Expression& expression, const Scope* scope, std::uint16_t reg);
    Value count(const Expression& argument, const Scope* scope, std::uint16_t reg);
    Value join_each(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant);
    Value ordinal(const Expression& expression, const Scope* scope, std::uint16_t reg);
    std::optional<std::uint32_t> ordinal_of(Slot places, const ExpressionPtr& value, const Scope* scope);
    Value chain(const Expression& expression, const Scope* scope, std::uint16_t reg, bool all);
    Value coalesce(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant);
    Value conditional(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant);
    Value compare(const Expression& expression, const Scope* scope, std::uint16_t reg);
    Value concat(const Expression& expression, const Scope* scope, std::uint16_t reg, bool tolerant);
    Value negate(const Expression& expression, const Scope* scope, std::uint16_t reg);
    Value required(const Expression& expression, const Scope* scope, std::uint16_t reg);
    const Function* known(const Expression& expression);
    bool prepare(const Function& function, const Expression& expression, const Scope* scope, Preparation& call);
    bool find_table(const Expression& argument, const Scope* scope, CallData& data);
    Value wrong(const Place& place, std::string what, std::string hint = {});
    Value fold(const Function& function, const Call& call, const std::vector<std::string>& arguments,
               const Place& place);

    CompileSurroundings& around_;
    KnownAddresses addresses_;
    Program& program_;
    ProgramBuilder& builder_;
    Guards& guards_;
    std::map<std::string, KnownFragment> known_fragments_;
    std::vector<std::uint32_t> fragment_registers_;  // by number, with those of the fragments they use
    int apart_ = 0;                                  // how deep in fragments that are code of their own
    std::vector<ExpressionPtr> ordinal_values_;      // of Program::ordinals
    std::string element_;
    std::unordered_map<std::string_view, const Scope*> globals_;    // by name
    std::deque<Scope> scopes_;                                      // parameters of fragments that are expressions
    std::unordered_map<const Fragment*, ExpressionPtr> fragments_;  // those, parsed
    int depth_ = 0;
};

// "PID-3.1, MSH-4": each field once, and not more than a message can use.
[[nodiscard]] std::string join_fields(const std::string& a, const std::string& b);
// The type a value has that is one or the other.
[[nodiscard]] ValueType common(ValueType a, ValueType b);

}  // namespace hios::map
