#pragma once
// Templates to operations: a walk over the YAML beside FHIR's element table. Everything the table knows is
// checked here: elements, types, lists, codes, references. All problems are collected.

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>

#include "stages/definitions/table.hpp"
#include "stages/map/expression_compiler.hpp"
#include "stages/map/guards.hpp"
#include "stages/map/map_file.hpp"

namespace hios::map {

// Not thread-safe; one per program.
class TemplateCompiler {
public:
    TemplateCompiler(CompileSurroundings& around, Program& program);

    // Of documents, before the emits: values of the whole document, and what refer() will ask for.
    void begin_document(const std::vector<Global>& globals, const std::vector<Emit>& emits);
    // Appends the operations of one resource template.
    void emit(const Emit& emit);

private:
    using TypeId = definitions::TypeId;

    // A value's place in the output.
    struct Target {
        TypeId type = definitions::kNoType;
        const definitions::Element* element = nullptr;  // null: of a resource itself
        std::string prefix;                             // what stands before the value: `"code":`
        std::string path;                               // "Patient.name[0]"
        bool silent = false;
    };
    struct MemberNode {
        Node::Key key;
        NodePtr node;
        const Scope* scope = nullptr;
    };
    using Conditions = std::vector<std::pair<NodePtr, const Scope*>>;

    // An object's members with what its $ keys say.
    struct Body {
        std::vector<MemberNode> members;
        const Scope* scope = nullptr;
        Conditions conditions;  // $when of the object and of its fragments: all hold
        NodePtr each;
        NodePtr value;
        std::vector<std::pair<ExpressionPtr, const Scope*>> also;  // resources that are made with it
        std::string resource_type;
        bool wrong = false;
    };

    static constexpr std::size_t kMaxObjects = 100'000;  // fragments are written out wherever they are used

    // --- objects (template_compiler.cpp)
    void resource(const Emit& emit, const NodePtr& node, const Scope* scope);
    void resource_body(const Body& body, const Node& node, const std::string& given, std::uint8_t flags,
                       std::uint16_t reg, const Scope* mention_scope, const NodePtr& mention);
    void object(const NodePtr& node, const Scope* scope, const Target& target, std::string_view head,
                std::string_view tail);
    void members(const Body& body, const Target& target);
    void member(const MemberNode& one, const Target& target, bool silent);
    void member_value(const MemberNode& one, const Target& target, bool silent);
    void list(const NodePtr& node, const Scope* scope, const Target& target);
    void item(const NodePtr& node, const Scope* scope, const Target& target);
    void value(const NodePtr& node, const Scope* scope, const Target& target);
    void choice(const Node& node, const Scope* scope, const Target& target, bool is_list);
    void object_value(const NodePtr& node, const Scope* scope, const Target& target);
    void resource_id(const MemberNode& one, const Target& target, bool silent);
    void check_members(const Body& body, const Target& target, const std::set<std::string, std::less<>>& written);
    [[nodiscard]] TypeId resource_type(const Body& body, const Node& node, const std::string& given);

    // --- $ keys (directives.cpp)
    Body gather(const NodePtr& node, const Scope* scope);
    void use(const Node& node, const Scope* scope, Body& body);
    void use_fragment(const Expression& used, const Place& place, const Scope* scope, Body& body);
    void let(const Node& node, Body& body);
    void each(const Node& each, const Scope* scope, const std::function<void(const Scope*)>& body);
    void each_slot(const Repetition& over, const Scope* scope, const std::function<void(const Scope*)>& body);
    void each_part(const Repetition& over, const Scope* scope, const std::function<void(const Scope*)>& body);
    void each_column(const Repetition& over, const Scope* scope, const std::function<void(const Scope*)>& body);
    void when(const Conditions& conditions, std::size_t first, const std::function<void()>& body);

    // --- references between the resources of a document (bindings.cpp)
    void global(const Global& global);
    void bind_resource(const Emit& emit);
    [[nodiscard]] const Scope* context_of(const Emit& emit, Slot& from, std::uint8_t& handle);
    void refer(const Expression& expression, const Scope* scope, const Target& target);
    void refer_bound(const Expression& name, const Expression* place, const Scope* scope, const Target& target,
                     std::uint16_t reg);
    bool refer_aside(const Expression& use, const Scope* scope, const Target& target, std::uint16_t reg);
    bool check_target(TypeId type, const Place& place, const Target& target);

    void also(const Node& node, const Scope* scope, Body& body);
    void make_also(const Body& body);

    // --- leaves (leaf_compiler.cpp)
    void literal(const Node& node, const Target& target);
    void expression(const Expression& expression, const Scope* scope, const Target& target);
    void structure(const Expression& expression, const Scope* scope, const Target& target);
    void shape(const Expression& expression, const Scope* scope, const Target& target);
    void fragment_object(const Expression& call, const Scope* scope, const Target& target);
    void scalar(const Expression& expression, const Scope* scope, const Target& target);
    void constant(const Value& value, const Place& place, const Target& target, FormCheck form, bool computed);
    [[nodiscard]] bool is_structure(const Expression& expression, const Scope* scope);
    [[nodiscard]] bool is_constant(const NodePtr& node, const Scope* scope);
    [[nodiscard]] definitions::Primitive primitive(TypeId type) const;

    ExpressionPtr parse(const Node& node);
    const Scope* bind(Scope scope);
    void error(const Place& place, std::string what, std::string hint = {});
    [[nodiscard]] const std::string& type_name(TypeId type);

    CompileSurroundings& around_;
    Program& program_;
    ProgramBuilder builder_;
    Guards guards_;
    ExpressionCompiler expressions_;
    const definitions::Table& table_;
    std::deque<Scope> scopes_;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> bindings_;  // by name
    const Emit* bound_ = nullptr;                                              // the emit at hand, when it has a name
    std::uint32_t bound_number_ = 0;
    std::uint8_t bound_handle_ = 0;
    std::unordered_map<const Node*, ExpressionPtr> parsed_;
    std::string type_name_;
    int depth_ = 0;
    std::size_t objects_ = 0;
};

}  // namespace hios::map
