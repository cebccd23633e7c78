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

}  // namespace

PlainCheck::PlainCheck(const definitions::Table& table, const std::vector<std::uint8_t>& looks, PlainSettings settings)
    : table_(table),
      settings_(settings),
      bundle_(table.type_of("Bundle")),
      members_(table, looks),
      moods_(table.types()) {}

bool PlainCheck::passes(std::string_view text) {
    constexpr unsigned kPatience = 4;
    constexpr unsigned kPause = 60;
    // No string in it can be too long then.
    if (text.size() > kMaxStringCharacters || !text.starts_with('{')) return false;
    end_ = text.data() + text.size();
    TypeId type = definitions::kNoType;
    const char* const at = resource_type(text.data() + 1, type);
    if (at == nullptr || type == bundle_) return false;
    Mood& mood = moods_[type];
    if (mood.pause > 0) {
        --mood.pause;
        return false;
    }
    if (resource(at, type) && (ascii_ || json::is_utf8(text))) {
        mood.misses = 0;
        return true;
    }
    if (settings_.pauses && ++mood.misses >= kPatience) mood = {0, kPause};
    return false;
}

// The member resourceType and the comma behind it.
const char* PlainCheck::resource_type(const char* at, TypeId& type) const {
    constexpr std::string_view kName = R"("resourceType":")";
    constexpr std::size_t kLongest = 64;
    const std::string_view text(at, at < end_ ? static_cast<std::size_t>(end_ - at) : 0);
    if (!text.starts_with(kName)) return nullptr;
    const std::string_view name = text.substr(kName.size(), kLongest);
    const std::size_t size = name.find('"');
    if (size == std::string_view::npos || !name.substr(size).starts_with("\",")) return nullptr;
    type = table_.type_of(name.substr(0, size));
    const definitions::Type& found = table_.type(type);
    if (found.kind != definitions::TypeKind::kResource || found.abstract) type = definitions::kNoType;
    return type == definitions::kNoType ? nullptr : name.data() + size + 2;
}

bool PlainCheck::resource(const char* at, TypeId type) {
    id_ = {};
    contained_ = false;
    ascii_ = true;
    current_system_ = false;
    links_.clear();
    return object(at, type, PlainMembers::none(), settings_.depth) == end_ && (!settings_.need_id || !id_.empty()) &&
           links_.are_right(table_);
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
        case PlainForm::kMeta:  // of a contained one, some elements are not allowed
            return contained_ ? nullptr : object(at, is.type, is, depth);
        case PlainForm::kContained:
            return contained(at, is, depth);
        default:
            return nullptr;
    }
}

const char* PlainCheck::contained(const char* at, const PlainMember& is, std::uint32_t depth) {
    TypeId type = definitions::kNoType;
    at = contained_ ? nullptr : resource_type(at, type);
    if (at == nullptr) return nullptr;
    const std::string_view holder = id_;
    id_ = {};
    contained_ = true;
    at = object(at, type, is, depth);
    if (at == nullptr || id_.empty()) return nullptr;
    links_.add_contained(id_, type);
    id_ = holder;
    contained_ = false;
    return at;
}

const char* PlainCheck::list(const char* at, const PlainMember& is, const PlainMember& of, std::uint32_t depth) {
    if (depth == 0) return nullptr;
    const char next = is.opening[is.size - 1U];
    for (std::uint32_t items = 1;; ++items) {
        at = value(at, is, of, depth - 1);
        if (at == nullptr || items > is.element->max) return nullptr;
        if (*at == ']') return at + 1;
        if (*at != ',') return nullptr;
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
    const auto kind = static_cast<Primitive>(is.type);
    if (check_primitive(kind, raw, escapes) != PrimitiveFault::kOk) return nullptr;
    if (kind == Primitive::kId && !escapes && is.element->name == "id") id_ = raw;
    return is.look == 0 || means_well(raw, escapes, is, of) ? stop + 1 : nullptr;
}

const char* PlainCheck::number(const char* at, const PlainMember& is) {
    if (at >= end_) return nullptr;
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
    if (escapes) return false;
    const bool link = (is.look & looks::kLink) != 0 && raw[0] == '#';
    if ((is.look & looks::kReference) != 0) {
        if (of.element == nullptr) return false;
        if (!link) return is_right_reference(table_, *of.element, raw);
        links_.add_link(raw.substr(1), *of.element);
        return true;
    }
    if (link) return false;
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
