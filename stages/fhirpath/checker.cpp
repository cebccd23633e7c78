#include "stages/fhirpath/checker.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/fhirpath/codes.hpp"

namespace hios::fhirpath {
namespace {

using definitions::TypeId;

// What an operation can give. Neither FHIR types nor a System type: not known.
struct ResultShape {
    std::vector<TypeId> types;
    Kind system = Kind::kNone;
    bool ordered = true;
};

ResultShape of_system(Kind kind) {
    return {{}, kind};
}

ResultShape unknown(bool ordered) {
    return {{}, Kind::kNone, ordered};
}

class Checker {
public:
    Checker(const Program& program, const Model& model) : program_(program), model_(model) {}

    Outcome<ResultShape> shape_of(OpId id, const ResultShape& focus) {
        if (id == kFocus) return focus;
        const Op& op = program_.ops[id];
        switch (op.code) {
            case OpCode::kConstant:
                return of_system(op.size > 0 ? program_.constants[op.first].kind() : Kind::kNone);
            case OpCode::kThis:
                return focus;
            case OpCode::kIndex:
                return of_system(Kind::kInteger);
            case OpCode::kTotal:
            case OpCode::kVariable:
                return ResultShape{};
            case OpCode::kPath:
                return path(op, focus);
            case OpCode::kIndexer: {
                HIOS_TRY(const ResultShape source, shape_of(op.source, focus));
                HIOS_TRY(const ResultShape index, shape_of(op.first, focus));
                if (!source.ordered) return unordered(op);
                return source;
            }
            case OpCode::kCall:
                return call(op, focus);
            case OpCode::kIs:
            case OpCode::kAs: {
                HIOS_TRY(const ResultShape source, shape_of(op.source, focus));
                if (op.code == OpCode::kIs) return of_system(Kind::kBoolean);
                return of_type(op);
            }
            case OpCode::kNegate:
            case OpCode::kPositive:
                return shape_of(op.source, focus);
            default:
                return binary(op, focus);
        }
    }

private:
    Failure wrong(std::uint32_t column, std::string what) const {
        Error error = reject(codes::kMeaning, fmt::format("column {}: {}", column, what));
        error.where.offset = column - 1;
        return fail(std::move(error));
    }
    Failure unordered(const Op& op) const {
        return wrong(op.column, "asks for the order of items that have none (children, descendants)");
    }

    ResultShape of_type(const Op& op) const {
        const TypeName& type = program_.types[op.first];
        ResultShape shape;
        if (type.fhir != definitions::kNoType) shape.types.push_back(type.fhir);
        return shape;
    }

    Outcome<ResultShape> binary(const Op& op, const ResultShape& focus) {
        HIOS_TRY(const ResultShape left, shape_of(op.source, focus));
        HIOS_TRY(const ResultShape right, shape_of(op.first, focus));
        if (op.code > OpCode::kUnion) return of_system(Kind::kBoolean);
        if (op.code != OpCode::kUnion || left.types.empty() || right.types.empty()) return ResultShape{};
        ResultShape both = left;
        both.types.insert(both.types.end(), right.types.begin(), right.types.end());
        return both;
    }

    Outcome<ResultShape> path(const Op& op, const ResultShape& focus) {
        HIOS_TRY(ResultShape shape, shape_of(op.source, focus));
        for (std::uint32_t i = op.first; i < op.first + op.size; ++i) {
            const Step& step = program_.steps[i];
            if (shape.types.empty()) return unknown(shape.ordered);
            if (step.head != definitions::kNoType) {
                const auto holds = [&](TypeId type) {
                    return model_.table().is_a(type, step.head) || model_.table().is_a(step.head, type);
                };
                if (std::any_of(shape.types.begin(), shape.types.end(), holds)) continue;
                return wrong(step.column, fmt::format("{} is not the type of the context", step.text));
            }
            HIOS_CHECK(member(step, shape));
        }
        return shape;
    }

    Outcome<void> member(const Step& step, ResultShape& shape) {
        std::vector<TypeId> found;
        bool known = true;
        for (const TypeId type : shape.types) {
            known = known && !model_.table().type(type).abstract;
            for (const auto id : model_.table().properties(type)) {
                if (model_.element_name(id) != step.name) continue;
                const TypeId member_type = model_.table().property(id).type;
                if (std::find(found.begin(), found.end(), member_type) == found.end()) found.push_back(member_type);
            }
        }
        if (found.empty() && known) {
            return wrong(step.column,
                         fmt::format("{} has no element {}", model_.table().type(shape.types[0]).name, step.text));
        }
        shape.types = known ? std::move(found) : std::vector<TypeId>();
        return {};
    }

    Outcome<ResultShape> call(const Op& op, const ResultShape& focus) {
        using enum Function;
        HIOS_TRY(const ResultShape source, shape_of(op.source, focus));
        if (op.function == kOfType) return of_type(op);
        const bool each = op.function == kWhere || op.function == kSelect || op.function == kExists ||
                          op.function == kAll || op.function == kIif || op.function == kSort;
        // What repeat() and aggregate() go over is only known when they run.
        const bool open = op.function == kRepeat || op.function == kAggregate || op.function == kTrace;
        ResultShape last;
        for (std::uint32_t i = 0; i < op.size; ++i) {
            HIOS_TRY(last, shape_of(program_.arguments[op.first + i], each ? source : open ? ResultShape{} : focus));
            if (op.function == kIif && i == 0 && last.system != Kind::kNone && last.system != Kind::kBoolean) {
                return wrong(op.column, "iif() has a condition that is no boolean");
            }
        }
        switch (op.function) {
            case kFirst:
            case kLast:
            case kTail:
            case kSkip:
            case kTake:
                if (!source.ordered) return unordered(op);
                return source;
            case kWhere:
            case kSingle:
            case kDistinct:
            case kSort:
            case kTrace:
                return source;
            case kSelect:
                return last;
            case kChildren:
            case kDescendants:
                return unknown(false);
            default:
                break;
        }
        if (op.function <= kHasValue) {
            return of_system(op.function == kCount ? Kind::kInteger : Kind::kBoolean);
        }
        return ResultShape{};
    }

    const Program& program_;
    const Model& model_;
};

}  // namespace

Outcome<void> check_types(const Program& program, const Model& model, TypeId context) {
    ResultShape focus;
    if (context != definitions::kNoType) focus.types.push_back(context);
    HIOS_TRY(const ResultShape result, Checker(program, model).shape_of(program.root, focus));
    (void)result;
    return {};
}

}  // namespace hios::fhirpath
