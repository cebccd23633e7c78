#include "stages/validate/plain_check.hpp"

#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"
#include "stages/validate/looks.hpp"
#include "stages/validate/other_versions.hpp"
#include "stages/validate/primitive_checks.hpp"
#include "stages/validate/references.hpp"
#include "stages/validate/xhtml.hpp"

namespace hios::validate {

using definitions::Primitive;
using definitions::TypeId;

namespace {

constexpr char kControl = 0x1F;
constexpr char kWhite = 0x20;

constexpr std::string_view kStart = R"({"resourceType":")";

}  // namespace

PlainCheck::PlainCheck(const definitions::Table& table, const std::vector<std::uint8_t>& looks, PlainSettings settings)
    : table_(table), settings_(settings), bundle_(table.type_of("Bundle")), members_(table, looks) {}

bool PlainCheck::passes(std::string_view text) {
    constexpr std::size_t kLongestName = 64;
    // No string in it can be too long then.
    if (text.size() > kMaxStringCharacters || !text.starts_with(kStart)) return false;
    const std::string_view rest = text.substr(kStart.size());
    const std::string_view name = rest.substr(0, rest.substr(0, kLongestName).find('"'));
    const TypeId type = table_.type_of(name);
    const definitions::Type& found = table_.type(type);
    if (type == definitions::kNoType || found.kind != definitions::TypeKind::kResource || found.abstract ||
        type == bundle_)
        return false;
    const char* at = name.data() + name.size();
    if (text.data() + text.size() - at < 2 || at[1] != ',') return false;
    end_ = text.data() + text.size();
    ascii_ = true;
    current_system_ = false;
    if (object(at + 2, type, PlainMembers::none(), settings_.depth) != end_) return false;
    if (settings_.need_id && (seen_ >> table_.element_named(type, "id")->ordinal & 1U) == 0) return false;
    return ascii_ || json::is_utf8(text);
}

const char* PlainCheck::object(const char* at, TypeId type, const PlainMember& of, std::uint32_t depth) {
    if (depth == 0) return nullptr;
    std::uint64_t seen = 0;
    PlainType& own = members_.type(type);
    PlainGuess* guess = &own.first;
    for (;;) {
        // What is read from here to the next such place stays within the padding.
        if (at >= end_) return nullptr;
        const PlainMember* is = (*guess)[0];
        if (!is->opens(at)) {
            is = (*guess)[1];
            if (!is->opens(at)) {
                is = members_.find(type, at);
                if (is == nullptr) return nullptr;
                (*guess)[(*guess)[0]->form == PlainForm::kUnknown ? 0 : 1] = is;
            }
        }
        if ((seen & is->bit) != 0) return nullptr;
        seen |= is->bit;
        const char* const begin = at + is->size;
        at = is->repeats ? list(begin, *is, of, depth - 1) : value(begin, *is, of, depth - 1);
        if (at == nullptr) return nullptr;
        if (*at != ',') break;
        ++at;
        guess = &is->followers[static_cast<std::size_t>(at - begin) % is->followers.size()];
    }
    if (*at != '}' || (own.required & ~seen) != 0) return nullptr;
    seen_ = seen;
    return at + 1;
}

[[gnu::always_inline]] inline const char* PlainCheck::value(const char* at, const PlainMember& is,
                                                            const PlainMember& of, std::uint32_t depth) {
    const char* stop = at;
    switch (is.form) {
        case PlainForm::kText:
            stop = plain_end<kControl>(at, end_);
            return *stop == '"' && stop != at ? stop + 1 : careful(at, is, of);
        case PlainForm::kWord:
            stop = plain_end<kWhite>(at, end_);
            // An URN has a form of its own, '#' leads into the resource.
            if (*stop != '"' || stop == at || *at == 'u' || *at == '#') return careful(at, is, of);
            if ((is.look & looks::kSystem) != 0 && !current_system_) return careful(at, is, of);
            return stop + 1;
        case PlainForm::kObject:
            return object(at, is.type, is, depth);
        case PlainForm::kString:
            return careful(at, is, of);
        case PlainForm::kNumber:
            return number(at, is);
        default:
            return nullptr;
    }
}

const char* PlainCheck::list(const char* at, const PlainMember& is, const PlainMember& of, std::uint32_t depth) {
    if (depth == 0) return nullptr;
    const char next = is.opening[is.size - 1U];
    for (std::uint32_t items = 1;; ++items) {
        at = value(at, is, of, depth - 1);
        if (at == nullptr || items > is.element->max) return nullptr;
        if (*at == ']') return at + 1;
        if (*at != ',' || at >= end_) return nullptr;
        ++at;
        if (next == '[') continue;
        if (*at != next) return nullptr;
        ++at;
    }
}

// Any string.
[[gnu::noinline]] const char* PlainCheck::careful(const char* at, const PlainMember& is, const PlainMember& of) {
    bool escapes = false;
    const char* stop = at;
    for (;;) {
        stop = plain_end<kControl>(stop, end_);
        if (stop >= end_ || (*stop >= 0 && *stop <= kControl)) return nullptr;
        if (*stop == '"') break;
        if (*stop == '\\') {
            escapes = true;
            ++stop;
        } else {
            ascii_ = false;
        }
        ++stop;
    }
    const std::string_view raw(at, static_cast<std::size_t>(stop - at));
    if (escapes) {
        bad_escapes_.clear();
        json::find_bad_escapes(raw, bad_escapes_);
        if (!bad_escapes_.empty()) return nullptr;
    }
    if (check_primitive(static_cast<Primitive>(is.type), raw, escapes) != PrimitiveFault::kOk) return nullptr;
    return is.look == 0 || means_well(raw, escapes, is, of) ? stop + 1 : nullptr;
}

const char* PlainCheck::number(const char* at, const PlainMember& is) {
    const std::size_t size = json::scalar_length(at, end_);
    const std::string_view raw(at, size);
    const bool literal = size > 0 && raw[0] >= 'f';
    if (size == 0 || literal != (is.type == static_cast<TypeId>(Primitive::kBoolean)) || raw[0] == 'n') return nullptr;
    // JSON's grammar of numbers is that of decimals.
    const auto kind = static_cast<Primitive>(is.type);
    const bool right = kind == Primitive::kDecimal || check_primitive(kind, raw, false) == PrimitiveFault::kOk;
    return right ? at + size : nullptr;
}

// Whether what the text says is right, and can be told by itself.
bool PlainCheck::means_well(std::string_view raw, bool escapes, const PlainMember& is, const PlainMember& of) {
    if ((is.look & looks::kXhtml) != 0) return check_xhtml(raw).fault == XhtmlFault::kOk;
    if (escapes || ((is.look & looks::kLink) != 0 && raw[0] == '#')) return false;
    if ((is.look & looks::kReference) != 0)
        return of.element != nullptr && is_right_reference(table_, *of.element, raw);
    if ((is.look & looks::kRequiredCode) != 0)
        return table_.has_code(is.element->codes, raw) != definitions::Membership::kOut;
    return (is.look & looks::kSystem) == 0 || is_known_system(raw);
}

// Systems from before R4 tell of another version, unless one of R4 stands before them.
bool PlainCheck::is_known_system(std::string_view system) {
    if (current_system_) return true;
    current_system_ = is_current_system(system);
    return !is_older_system(system);
}

}  // namespace hios::validate
