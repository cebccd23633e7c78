#include "stages/hl7v2/json/segment_writer.hpp"

namespace hios::hl7v2::json {
namespace {

using dictionary::Element;
using dictionary::Kind;
using dictionary::Release;
using dictionary::SegmentType;
using dictionary::Type;

// A repetition or component of nothing but one leaf.
bool is_leaf(const Part& part) {
    return part.level() == Level::kSubcomponent || (part.single() && is_leaf(part.part(1)));
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

}  // namespace

void SegmentWriter::begin(const Message& message, const Release& release, JsonOut& out) {
    message_ = &message;
    release_ = &release;
    out_ = &out;
    const Delimiters& delimiters = message.delimiters();
    odd_delimiters_ = false;
    for (const char c : {delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent}) {
        odd_delimiters_ = odd_delimiters_ || static_cast<unsigned char>(c) >= 0x80;
    }
}

void SegmentWriter::write(Segment segment, const SegmentType& type) {
    observation_ = is_observation(type);
    observation_type_ = observation_ ? observation_type(segment) : nullptr;
    out_->begin_object();
    const std::uint32_t count = segment.field_count();
    for (std::uint32_t number = 1; number <= count; ++number) {
        const Part field = segment.field(number);
        if (segment.is_header() && number <= 2) {
            write_header_field(type, number, field);
        } else if (!field.blank()) {
            write_field(type, number, field);
        }
    }
    if (!other_bytes_.empty()) {
        other_.end_object();
        out_->key(kOtherFields);
        out_->raw(other_bytes_.view());
        other_bytes_.clear();
        other_ = JsonOut(other_bytes_);
    }
    out_->end_object();
}

void SegmentWriter::write_unknown(Segment segment) {
    out_->begin_object();
    address_fields(*out_, segment);
    out_->end_object();
}

void SegmentWriter::write_unnamed(Segment segment) {
    out_->begin_object();
    out_->key("0");
    write_text(segment.name());
    address_fields(*out_, segment);
    out_->end_object();
}

const Type* SegmentWriter::observation_type(Segment segment) const {
    const std::string_view stated = trimmed(segment.first(2, 1).text());
    return is_observation_type(stated) ? release_->type(stated) : nullptr;
}

void SegmentWriter::write_header_field(const SegmentType& type, std::uint32_t number, Part field) {
    if (field.empty() || number > type.fields.size()) return;
    field_key(type, number, {});
    out_->bytes(field.text());  // the delimiters themselves: there is nothing to decode
}

void SegmentWriter::write_field(const SegmentType& type, std::uint32_t number, Part field) {
    const Element* element = Release::at(type.fields, number);
    if (element == nullptr) return address_field(other(), number, field);
    Address at{number, 0, 0};
    std::uint32_t skipped = 0;  // blank repetitions, if another follows
    bool open = false;
    for (const Part& repetition : field.parts()) {
        ++at.repetition;
        if (!element->repeats_ever && at.repetition == 1) {
            if (repetition.blank()) continue;
            field_key(type, number, {});
            write_repetition(*element, at, repetition);
            continue;
        }
        if (repetition.blank()) {
            ++skipped;
            continue;
        }
        if (!open) {
            field_key(type, number, element->repeats_ever ? std::string_view() : kRepeats);
            out_->begin_array();
            open = true;
        }
        for (; skipped > 0; --skipped) out_->null();
        write_repetition(*element, at, repetition);
    }
    if (open) out_->end_array();
}

void SegmentWriter::write_repetition(const Element& element, Address at, Part repetition) {
    if (observation_ && at.field == kObservationValue) {
        write_observation(at, repetition);
    } else {
        write_value(*element.type, at, repetition);
    }
}

void SegmentWriter::write_value(const Type& type, Address at, Part part) {
    switch (type.kind) {
        case Kind::kText:
            return write_kept(type, part);
        case Kind::kOpaque:
            return write_parts(part);
        case Kind::kComposite:
            return write_components(type, at, part);
        case Kind::kPrimitive:
            break;
    }
    const Part leaf = part.level() == Level::kRepetition ? part.part(1).part(1) : part.part(1);
    if (leaf.blank()) {
        out_->null();
    } else {
        write_text(leaf.text());
    }
    if (!is_leaf(part)) address_leaves(other(), at, part, true);
}

void SegmentWriter::write_components(const Type& type, Address at, Part part) {
    out_->begin_object();
    std::uint32_t number = 0;
    for (const Part& child : part.parts()) {
        ++number;
        if (child.blank()) continue;
        const Element* element = Release::at(type.components, number);
        const bool leaf = child.level() == Level::kSubcomponent;
        if (element == nullptr) {
            if (leaf) {
                address_leaf(other(), at, number, child);
            } else {
                address_leaves(other(), {at.field, at.repetition, number}, child, false);
            }
            continue;
        }
        part_key(*element, child.level(), number);
        if (leaf) {
            write_text(child.text());
        } else {
            write_value(*element->type, {at.field, at.repetition, number}, child);
        }
    }
    out_->end_object();
}

void SegmentWriter::write_observation(Address at, Part repetition) {
    const Type* type = observation_type_;
    const bool leaf = is_leaf(repetition);
    const bool number = type != nullptr && type->name == "NM";
    out_->begin_object();
    if (type != nullptr && (type->kind == Kind::kText || type->kind == Kind::kComposite)) {
        out_->key(type->key);
        write_value(*type, at, repetition);
    } else if (!leaf) {
        out_->key(kPartsKey);
        write_parts(repetition);
    } else if (number && JsonOut::is_number(trimmed(repetition.text()))) {
        out_->key(type->key);
        out_->number(trimmed(repetition.text()));
    } else {
        out_->key(type == nullptr || number ? kTextKey : type->key);
        write_text(repetition.text());
    }
    out_->end_object();
}

void SegmentWriter::write_parts(Part part) {
    out_->begin_object();
    std::uint32_t number = 0;
    for (const Part& child : part.parts()) {
        ++number;
        if (child.level() == Level::kSubcomponent) {
            if (child.blank()) continue;
            out_->key(number);
            write_text(child.text());
            continue;
        }
        std::uint32_t below = 0;
        for (const Part& leaf : child.parts()) {
            ++below;
            if (leaf.blank()) continue;
            if (below > 1) {
                out_->key(number, ".", below);
            } else {
                out_->key(number);
            }
            write_text(leaf.text());
        }
    }
    out_->end_object();
}

void SegmentWriter::write_kept(const Type& type, Part part) {
    std::string_view text = part.text();
    if (type.name == "ST") {  // delimiters behind the last value are no text
        const Delimiters& delimiters = message_->delimiters();
        while (!text.empty() && (text.back() == delimiters.component || text.back() == delimiters.subcomponent)) {
            text.remove_suffix(1);
        }
    }
    write_text(text);
}

void SegmentWriter::write_text(std::string_view raw) {
    if (raw == "\"\"") return out_->text({});
    const std::string_view decoded = unescaper_.decode(*message_, raw);
    if (odd_delimiters_) {
        out_->bytes(decoded);
    } else {
        out_->text(decoded);
    }
}

void SegmentWriter::field_key(const SegmentType& type, std::uint32_t number, std::string_view suffix) {
    if (names_ == Names::kLong) {
        out_->key(type.fields[number - 1].key, suffix);
    } else {
        out_->key(type.key, "_", number, suffix);
    }
}

void SegmentWriter::part_key(const Element& element, Level level, std::uint32_t number) {
    if (names_ == Names::kLong) {
        out_->key(element.key);
    } else {
        out_->key(level == Level::kComponent ? "c" : "s", number);
    }
}

JsonOut& SegmentWriter::other() {
    if (other_bytes_.empty()) other_.begin_object();
    return other_;
}

void SegmentWriter::address_fields(JsonOut& out, Segment segment) {
    const std::uint32_t count = segment.field_count();
    for (std::uint32_t number = 1; number <= count; ++number) {
        const Part field = segment.field(number);
        if (!field.blank()) address_field(out, number, field);
    }
}

void SegmentWriter::address_field(JsonOut& out, std::uint32_t number, Part field) {
    Address at{number, 0, 0};
    for (const Part& repetition : field.parts()) {
        ++at.repetition;
        if (!repetition.blank()) address_leaves(out, at, repetition, false);
    }
}

void SegmentWriter::address_leaves(JsonOut& out, Address at, Part part, bool but_first) {
    if (part.level() == Level::kRepetition) {
        for (const Part& component : part.parts()) {
            ++at.component;
            if (!component.blank()) address_leaves(out, at, component, but_first && at.component == 1);
        }
        return;
    }
    std::uint32_t number = 0;
    for (const Part& leaf : part.parts()) {
        ++number;
        if (!leaf.blank() && !(but_first && number == 1)) address_leaf(out, at, number, leaf);
    }
}

void SegmentWriter::address_leaf(JsonOut& out, const Address& at, std::uint32_t subcomponent, Part leaf) {
    out.begin_key();
    out.key_part(at.field);
    if (at.repetition > 1) {
        out.key_part("[");
        out.key_part(at.repetition);
        out.key_part("]");
    }
    if (at.component > 1 || subcomponent > 1) {
        out.key_part(".");
        out.key_part(at.component);
    }
    if (subcomponent > 1) {
        out.key_part(".");
        out.key_part(subcomponent);
    }
    out.end_key();
    JsonOut* const own = out_;
    out_ = &out;
    write_text(leaf.text());
    out_ = own;
}

}  // namespace hios::hl7v2::json
