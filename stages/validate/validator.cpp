#include "stages/validate/validator.hpp"

#include <algorithm>

#include "stages/instance/rules.hpp"
#include "stages/json/codes.hpp"
#include "stages/validate/other_versions.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using instance::kNoNode;
using instance::kRoot;

namespace {

Error error_of(const json::Fault& fault) {
    return reject(*fault.code, std::string(fault.code->meaning.substr(0, fault.code->meaning.size() - 1)),
                  {{}, fault.offset, 0, {}});
}

}  // namespace

Validator::Validator(const definitions::Table& table, Settings settings)
    : table_(table),
      settings_(std::move(settings)),
      reader_(table, {settings_.depth, true}),
      whole_reader_(table, {settings_.depth, false}),
      resource_(table, settings_.level),
      plain_(table, resource_.looks_by_property(), {settings_.depth, settings_.need_id, true}),
      bundle_(table),
      inner_bundle_(table) {
    if (settings_.level != Level::kStrict) return;
    invariants_.emplace(InvariantPlan::r4());
    const ProfileChoice& choice = settings_.profiles != nullptr ? *settings_.profiles : ProfileChoice::usual();
    profiles_.emplace(fhirpath::Model::r4(), choice.profiles(), choice.always());
}

Outcome<void> Validator::read(json::Cursor& cursor, instance::Reader& reader, instance::Instance& into) {
    if (!reader.read(cursor, into, issues_)) return fail(error_of(cursor.fault()));
    return {};
}

Outcome<void> Validator::check(std::string_view document, const OnChecked& on_checked) {
    HIOS_CHECK(index_.build(document));
    json::Cursor cursor(document, index_);
    issues_.clear();
    document_.escapes = entry_.escapes = document.find('\\') != std::string_view::npos;
    bad_escapes_.clear();
    if (document_.escapes) json::find_bad_escapes(document, bad_escapes_);
    if (!bad_escapes_.empty()) cursor.fail(json::codes::kEscape, bad_escapes_[0]);
    if (cursor.fault()) return fail(error_of(cursor.fault()));
    HIOS_CHECK(read(cursor, reader_, document_));
    if (!cursor.at_end()) {
        cursor.unexpected();
        return fail(error_of(cursor.fault()));
    }
    const bool bundle = table_.type(document_.node(kRoot).type).name == "Bundle";
    if (bundle) bundle_.gather(document_);
    if (settings_.level == Level::kMinimal) {
        // Elements do not matter at this level, but what makes a text a resource does.
        std::erase_if(issues_, [](const instance::Issue& issue) { return level_of(*issue.rule) != Level::kMinimal; });
    } else {
        check_values(document_, {});
        if (bundle) HIOS_CHECK(check_bundle(cursor));
    }
    if (!bundle && settings_.need_id) check_id(document_, issues_);
    on_checked({document_, issues_, instance::kNotInList});
    return bundle ? check_entries(cursor, on_checked) : Outcome<void>{};
}

Outcome<void> Validator::check_bundle(json::Cursor& cursor) {
    if (bundle_.has_shared_urls()) {
        instance::Issues told_later;
        issues_.swap(told_later);
        for (const auto& opaque : document_.opaque) {
            const std::size_t place = bundle_.place_of(document_, opaque.node);
            if (!bundle_.shares_url(place)) continue;
            cursor.rewind(opaque.token);
            HIOS_CHECK(read(cursor, reader_, entry_));
            bundle_.set_version(place, version_of(table_, entry_, kRoot));
        }
        issues_.swap(told_later);
    }
    bundle_.check(document_, issues_);
    return {};
}

Outcome<void> Validator::check_entries(json::Cursor& cursor, const OnChecked& on_checked) {
    const definitions::TypeId bundle = table_.type_of("Bundle");
    for (const auto& opaque : document_.opaque) {
        issues_.clear();
        cursor.rewind(opaque.token);
        HIOS_CHECK(read(cursor, document_.node(opaque.node).type == bundle ? whole_reader_ : reader_, entry_));
        const std::size_t place = bundle_.place_of(document_, opaque.node);
        if (settings_.level == Level::kMinimal) {
            std::erase_if(issues_,
                          [](const instance::Issue& issue) { return level_of(*issue.rule) != Level::kMinimal; });
        } else {
            check_entry_values();
            const instance::NodeId id = entry_.child(table_, kRoot, "id");
            const bool text = id != kNoNode && entry_.node(id).shape == instance::Shape::kString;
            const Surroundings around = bundle_.surroundings();
            const Subject subject{table_, entry_, around, issues_, scratch_};
            if (text && bundle_.id_differs(place, subject.text(entry_.node(id))))
                issues_.push_back({&rules::kBundleUrlId, id, entry_.node(id).value.begin, 0, {}, {}});
        }
        on_checked({entry_, issues_, static_cast<std::uint32_t>(place)});
    }
    return {};
}

// A Bundle within the Bundle has entries of its own, which its references lead to.
void Validator::check_entry_values() {
    if (table_.type(entry_.node(kRoot).type).name != "Bundle") return check_values(entry_, bundle_.surroundings());
    inner_bundle_.gather(entry_);
    check_values(entry_, inner_bundle_.surroundings());
    inner_bundle_.check(entry_, issues_);
}

void Validator::check_values(const instance::Instance& instance, const Surroundings& surroundings) {
    resource_.check(instance, surroundings, issues_);
    if (!issues_.empty() || resource_.only_older_systems()) {
        const auto version = other_version(table_, instance, issues_, resource_.only_older_systems());
        const std::uint32_t at = instance.node(kRoot).value.begin;
        if (!version.empty()) issues_.insert(issues_.begin(), {&rules::kOtherVersion, kRoot, at, 0, {}, version});
    }
    if (invariants_) invariants_->check(instance, surroundings, issues_);
    if (profiles_) profiles_->check(instance, surroundings, issues_);
}

void Validator::check_id(const instance::Instance& instance, instance::Issues& issues) const {
    if (instance.node(kRoot).shape != instance::Shape::kObject) return;
    // The members of an unknown type are not read.
    const bool unknown_type = std::any_of(issues.begin(), issues.end(), [](const instance::Issue& issue) {
        return issue.rule == &instance::rules::kUnknownResourceType && issue.node == kRoot;
    });
    if (unknown_type) return;
    const instance::NodeId id = instance.child(table_, kRoot, "id");
    if (id != kNoNode && instance.node(id).shape == instance::Shape::kString) return;
    const std::uint32_t at = instance.node(kRoot).value.begin;
    issues.push_back({&rules::kNoId, kRoot, at, 0, "id", {}});
}

}  // namespace hios::validate
