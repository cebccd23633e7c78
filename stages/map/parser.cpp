#include <fmt/format.h>

#include "stages/map/expression.hpp"
#include "stages/map/lexer.hpp"

namespace hios::map {
namespace {

using ExpressionKind = Expression::Kind;

bool is_plain_name(std::string_view text) {
    return text.find_first_of(".-[/@:`") == std::string_view::npos;
}

constexpr int kDeepestExpression = 64;
constexpr std::size_t kMaxExpression = 16U << 10;

// Precedence climbing; from loose to tight: ? :, ??, ||, &&, comparison, +, ! -, postfix !.
// Once something is wrong every call returns null: one expression, one problem.
class Parser {
public:
    Parser(std::string_view text, const Place& place, Problems& problems)
        : lexer_(text, place, problems), problems_(problems) {
        advance();
    }

    ExpressionPtr whole() {
        auto expression = conditional();
        if (expression && token_.kind != TokenKind::kEnd) return unexpected("an operator or the end");
        return expression;
    }

    bool repetition(Repetition& into) {
        if (!name(into.variable)) return false;
        if (token_.kind == TokenKind::kComma) {
            advance();
            if (!name(into.index)) return false;
        }
        if (token_.kind != TokenKind::kAddress || token_.text != "in") {
            unexpected("\"in\", as in \"x in PID-3\"");
            return false;
        }
        advance();
        into.over = whole();
        return into.over != nullptr;
    }

private:
    void advance() { token_ = lexer_.next(); }
    [[nodiscard]] bool is(TokenKind kind) const { return token_.kind == kind; }

    ExpressionPtr unexpected(std::string_view wanted) {
        if (token_.kind == TokenKind::kWrong) return nullptr;  // the lexer said it
        const std::string here = token_.kind == TokenKind::kEnd ? "the expression ends here"
                                                                : fmt::format("\"{}\" does not fit here", token_.text);
        problems_.error(lexer_.place_of(token_.at), here, fmt::format("Wanted is {}.", wanted));
        token_.kind = TokenKind::kWrong;
        return nullptr;
    }

    bool name(std::string& into) {
        if (!is(TokenKind::kAddress) || !is_plain_name(token_.text)) {
            unexpected("a variable's name, as in \"x in PID-3\"");
            return false;
        }
        into = token_.text;
        advance();
        return true;
    }

    std::shared_ptr<Expression> make(ExpressionKind kind, std::vector<ExpressionPtr> items) {
        auto made = std::make_shared<Expression>();
        made->kind = kind;
        made->place = lexer_.place_of(token_.at);
        made->items = std::move(items);
        return made;
    }

    ExpressionPtr conditional() {
        if (++depth_ > kDeepestExpression) return unexpected("an expression of less than 64 levels");
        auto condition = coalesce();
        if (condition && is(TokenKind::kQuestion)) {
            auto made = make(ExpressionKind::kConditional, {condition});
            advance();
            auto then = conditional();
            if (!then) return nullptr;
            if (!is(TokenKind::kColon)) return unexpected("':' with a space on both sides, as in a ? b : c");
            advance();
            auto otherwise = conditional();
            if (!otherwise) return nullptr;
            made->items.push_back(std::move(then));
            made->items.push_back(std::move(otherwise));
            condition = std::move(made);
        }
        --depth_;
        return condition;
    }

    template <class Next>
    ExpressionPtr chain(TokenKind sign, ExpressionKind kind, Next&& next) {
        auto left = next();
        if (!left || !is(sign)) return left;
        auto made = make(kind, {std::move(left)});
        while (is(sign)) {
            advance();
            auto right = next();
            if (!right) return nullptr;
            made->items.push_back(std::move(right));
        }
        return made;
    }

    ExpressionPtr coalesce() {
        return chain(TokenKind::kCoalesce, ExpressionKind::kCoalesce, [this] { return any(); });
    }
    ExpressionPtr any() {
        return chain(TokenKind::kOr, ExpressionKind::kOr, [this] { return all(); });
    }
    ExpressionPtr all() {
        return chain(TokenKind::kAnd, ExpressionKind::kAnd, [this] { return comparison(); });
    }

    ExpressionPtr comparison() {
        auto left = sum();
        if (!left || token_.kind < TokenKind::kEqual || token_.kind > TokenKind::kGreaterOrEqual) return left;
        auto made = make(ExpressionKind::kCompare, {std::move(left)});
        made->comparison = static_cast<Comparison>(static_cast<int>(token_.kind) - static_cast<int>(TokenKind::kEqual));
        advance();
        auto right = sum();
        if (!right) return nullptr;
        made->items.push_back(std::move(right));
        return made;
    }

    ExpressionPtr sum() {
        return chain(TokenKind::kPlus, ExpressionKind::kConcat, [this] { return unary(); });
    }

    ExpressionPtr unary() {
        if (!is(TokenKind::kBang) && !is(TokenKind::kMinus)) return postfix();
        if (++depth_ > kDeepestExpression) return unexpected("an expression of less than 64 levels");
        auto made = make(is(TokenKind::kBang) ? ExpressionKind::kNot : ExpressionKind::kNegate, {});
        advance();
        auto inner = unary();
        --depth_;
        if (!inner) return nullptr;
        if (made->kind == ExpressionKind::kNegate && inner->kind == ExpressionKind::kNumber) {
            auto number = std::make_shared<Expression>(*inner);
            number->text.insert(number->text.begin(), '-');
            return number;
        }
        made->items.push_back(std::move(inner));
        return made;
    }

    ExpressionPtr postfix() {
        auto inner = primary();
        for (int signs = 0; inner && (is(TokenKind::kBang) || is(TokenKind::kDot)); ++signs) {
            auto made = make(is(TokenKind::kBang) ? ExpressionKind::kRequired : ExpressionKind::kItem, {inner});
            if (signs == 4) return unexpected("fewer signs in a row");
            advance();
            if (made->kind == ExpressionKind::kItem) {
                if (!is(TokenKind::kNumber) || token_.text.size() > 2)
                    return unexpected("a number, as in lookup(t, X).0");
                made->text = token_.text;
                advance();
            }
            inner = std::move(made);
        }
        return inner;
    }

    ExpressionPtr primary() {
        const TokenKind kind = token_.kind;
        if (kind == TokenKind::kOpen) {
            advance();
            auto inner = conditional();
            if (!inner) return nullptr;
            if (!is(TokenKind::kClose)) return unexpected("')'");
            advance();
            return inner;
        }
        if (kind != TokenKind::kText && kind != TokenKind::kNumber && kind != TokenKind::kAddress)
            return unexpected("a value: a column or address, 'text', a number or a function");
        auto made = make(kind == TokenKind::kText ? ExpressionKind::kText : ExpressionKind::kNumber, {});
        made->text = std::move(token_.text);
        advance();
        if (kind != TokenKind::kAddress) return made;
        made->kind = ExpressionKind::kAddress;
        if (is(TokenKind::kOpen)) return call(std::move(made));
        if (made->text == "true" || made->text == "false") made->kind = ExpressionKind::kBoolean;
        if (made->text == "null") made->kind = ExpressionKind::kNull;
        return made;
    }

    ExpressionPtr call(std::shared_ptr<Expression> made) {
        made->kind = ExpressionKind::kCall;
        advance();
        while (!is(TokenKind::kClose)) {
            auto argument = conditional();
            if (argument && is(TokenKind::kAddress) && token_.text == "in") argument = places(*argument);
            if (!argument) return nullptr;
            made->items.push_back(std::move(argument));
            if (is(TokenKind::kComma)) {
                advance();
            } else if (!is(TokenKind::kClose)) {
                return unexpected("',' or ')'");
            }
        }
        advance();
        return made;
    }

    // "x in OBX" as an argument.
    ExpressionPtr places(const Expression& variable) {
        if (variable.kind != ExpressionKind::kAddress || !is_plain_name(variable.text)) return unexpected("',' or ')'");
        auto made = make(ExpressionKind::kPlaces, {});
        made->text = variable.text;
        advance();
        auto over = conditional();
        if (!over) return nullptr;
        made->items.push_back(std::move(over));
        return made;
    }

    Lexer lexer_;
    Problems& problems_;
    Token token_;
    int depth_ = 0;
};

bool too_long(std::string_view text, const Place& place, Problems& problems) {
    if (text.size() <= kMaxExpression) return false;
    problems.error(place, "the expression is longer than 16 KiB", "Name parts of it with $let.");
    return true;
}

}  // namespace

ExpressionPtr parse_expression(std::string_view text, const Place& place, Problems& problems) {
    if (too_long(text, place, problems)) return nullptr;
    return Parser(text, place, problems).whole();
}

bool parse_repetition(std::string_view text, const Place& place, Problems& problems, Repetition& into) {
    if (too_long(text, place, problems)) return false;
    return Parser(text, place, problems).repetition(into);
}

}  // namespace hios::map
