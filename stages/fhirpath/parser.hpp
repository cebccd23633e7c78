#pragma once
// Source text to Program. FHIRPath N1, "Appendix D: grammar"; recursive descent with bounded depth.

#include "pipeline/outcome.hpp"
#include "stages/fhirpath/lexer.hpp"
#include "stages/fhirpath/program.hpp"

namespace hios::fhirpath {

inline constexpr std::size_t kMaxSource = 64 << 10;  // bytes of an expression
inline constexpr std::uint16_t kMaxDepth = 200;      // of operations within each other
inline constexpr int kMaxNesting = 60;               // of brackets

class Parser {
public:
    Parser(const Model& model, bool strict, Program& program)
        : model_(model), strict_(strict), program_(program), source_(program.source) {}

    // Fills program.ops and program.root.
    Outcome<void> parse();

private:
    using Parsed = Outcome<OpId>;

    void advance() { token_ = next_token(source_, token_.end); }
    [[nodiscard]] bool is_symbol(std::string_view symbol) const {
        return token_.lexeme == Lexeme::kSymbol && token_.text == symbol;
    }
    bool take_symbol(std::string_view symbol);
    [[nodiscard]] Failure wrong(const Token& at, std::string what, std::string mend = {}) const;
    [[nodiscard]] Failure unexpected(std::string_view wanted) const;

    Parsed expression(int least_power);
    Parsed unary();
    Parsed postfix(OpId op);
    Parsed term();
    Parsed special();
    Parsed member(OpId source, const Token& name);
    Parsed call(OpId source, const Token& name);
    Parsed name_term();
    Parsed type_operation(OpCode code, OpId source, const Token& at);
    Outcome<std::uint32_t> type_name();
    Outcome<std::string_view> name_text(const Token& token);

    Parsed string_literal();
    Parsed number_literal();
    Parsed moment_literal();
    Parsed variable();

    Parsed add(Op op, const Token& at);
    Parsed constant(Value value, const Token& at);
    Parsed binary(OpCode code, OpId left, OpId right, const Token& at);
    Outcome<void> prepare_regex(const Op& op, const Token& at);
    [[nodiscard]] const Value* literal(OpId op, Kind kind) const;
    std::string_view keep(std::string text) { return program_.texts.emplace_back(std::move(text)); }

    const Model& model_;
    const bool strict_;
    Program& program_;
    const std::string_view source_;
    Token token_;
    int nesting_ = 0;
};

}  // namespace hios::fhirpath
