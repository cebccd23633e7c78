#pragma once
// Checks FHIR R4 resources against the definitions, at one of the levels of level.hpp.

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "pipeline/outcome.hpp"
#include "stages/instance/reader.hpp"
#include "stages/validate/bundle_check.hpp"
#include "stages/validate/invariants.hpp"
#include "stages/validate/plain_check.hpp"
#include "stages/validate/profile_check.hpp"
#include "stages/validate/profile_choice.hpp"
#include "stages/validate/resource_check.hpp"

namespace hios::validate {

struct Settings {
    Level level = Level::kStructureOnly;
    std::uint32_t depth = 100;                        // nesting of JSON that is still read
    bool need_id = true;                              // a resource that is no entry of a Bundle must have an id
    std::shared_ptr<const ProfileChoice> profiles{};  // at level strict; null: ProfileChoice::usual()
};

// What was found about one resource: the document's own, or an entry's of the Bundle that it is.
struct Checked {
    const instance::Instance& instance;
    std::span<const instance::Issue> issues;
    std::uint32_t entry = instance::kNotInList;  // place in Bundle.entry; kNotInList: the document itself
};
using OnChecked = std::function<void(const Checked&)>;

// Reusable; not thread-safe (one per worker). Time and memory are linear in the text; nothing is
// allocated in the steady state when nothing is wrong.
class Validator {
public:
    Validator(const definitions::Table& table, Settings settings);

    // Whether check() would find nothing in the document, told by one pass over its text; padded as for check(). Worth
    // asking first, for most are right. False: check() says, also of what is right but not written plainly.
    [[nodiscard]] bool is_plainly_right(std::string_view document) {
        return settings_.level != Level::kStrict && plain_.passes(document);
    }

    // Checks one document (padded as StructuralIndex wants it): a resource, or a Bundle and then its
    // entries, each told to `on_checked`. The error is of JSON: the text cannot be read.
    Outcome<void> check(std::string_view document, const OnChecked& on_checked);

private:
    Outcome<void> read(json::Cursor& cursor, instance::Reader& reader, instance::Instance& into);
    Outcome<void> check_bundle(json::Cursor& cursor);
    Outcome<void> check_entries(json::Cursor& cursor, const OnChecked& on_checked);
    void check_entry_values();
    void check_values(const instance::Instance& instance, const Surroundings& surroundings);
    void check_id(const instance::Instance& instance, instance::Issues& issues) const;

    const definitions::Table& table_;
    const Settings settings_;
    json::StructuralIndex index_;
    instance::Reader reader_;        // entries of a Bundle stay opaque
    instance::Reader whole_reader_;  // for a Bundle within a Bundle
    ResourceCheck resource_;
    PlainCheck plain_;
    BundleCheck bundle_;
    BundleCheck inner_bundle_;                  // of a Bundle within a Bundle
    std::optional<InvariantCheck> invariants_;  // these two at level strict
    std::optional<ProfileCheck> profiles_;
    instance::Instance document_;
    instance::Instance entry_;
    instance::Issues issues_;
    std::vector<std::uint32_t> bad_escapes_;
    std::string scratch_;
};

}  // namespace hios::validate
