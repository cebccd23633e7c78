#include "stages/validate/validator.hpp"

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
      bundle_(table) {
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
        if (bundle) bundle_.check(document_, issues_);
    }
    if (!bundle && settings_.need_id) check_id(document_, issues_);
    on_checked({document_, issues_, instance::kNotInList});
    return bundle ? check_entries(cursor, on_checked) : Outcome<void>{};
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
            check_values(entry_, bundle_.surroundings());
            const instance::NodeId id = entry_.child(table_, kRoot, "id");
            if (id != kNoNode && bundle_.id_differs(place, entry_.raw(entry_.node(id))))
                issues_.push_back({&rules::kBundleUrlId, id, entry_.node(id).value.begin, 0, {}, {}});
        }
        on_checked({entry_, issues_, static_cast<std::uint32_t>(place)});
    }
    return {};
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
    const instance::NodeId id = instance.child(table_, kRoot, "id");
    if (id != kNoNode && instance.node(id).shape == instance::Shape::kString) return;
    const std::uint32_t at = instance.node(kRoot).value.begin;
    issues.push_back({&rules::kNoId, kRoot, at, 0, "id", {}});
}

}  // namespace hios::validate
