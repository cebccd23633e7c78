#include "jobs/run/listing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "jobs/ledger/codes.hpp"
#include "jobs/maps/map_set.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/digest.hpp"
#include "jobs/spec/document_formats.hpp"
#include "jobs/spec/glob.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {
namespace {

Outcome<std::vector<Glob>> compile(const std::vector<std::string>& patterns) {
    std::vector<Glob> globs;
    for (const std::string& pattern : patterns) {
        auto glob = Glob::compile(pattern);
        if (!glob) return fail(fatal(codes::kSpecInvalid, fmt::format("pattern \"{}\": {}", pattern, glob.error())));
        globs.push_back(std::move(*glob));
    }
    return globs;
}

bool any_matches(const std::vector<Glob>& globs, const std::string& key) {
    return std::any_of(globs.begin(), globs.end(), [&](const Glob& glob) { return glob.matches(key); });
}

}  // namespace

std::string mapping_digest(const JobSpec& spec) {
    pack::Sha256 hash;
    hash.update(
        fmt::format("{}\n{}\n{}", kOutputFormat, spec.identity.name_space, validate::to_string(spec.validate.level)));
    for (const bool reject : spec.validate.on_fail.reject) hash.update(reject ? "r" : "w");
    hash.update(fmt::format("\n{}\n{}", spec.validate.us_core, spec.validate.profiles_digest));
    if (spec.maps != nullptr) hash.update("\n" + spec.maps->digest());
    nlohmann::json formats = document_formats_json(spec);
    // What only lists deviations leaves the lines as they are.
    if (spec.hl7v2.strict == Hl7v2Spec::Strict::kList) {
        formats["hl7v2"].erase("strict");
        if (formats["hl7v2"].empty()) formats.erase("hl7v2");
    }
    formats["overrides"] = {spec.hl7v2.overrides_digest, spec.ccda.overrides_digest};
    hash.update("\n" + formats.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return hash.hex();
}

Outcome<Listing> list_source(ObjectStore& source, const JobSpec& spec, DoneObjects* earlier, Clock& clock,
                             Metrics& metrics, RunControl& control, const Ledger::AddPlanned& add) {
    HIOS_TRY(const auto match, compile(spec.source.match));
    HIOS_TRY(const auto exclude, compile(spec.source.exclude));
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(clock.now().time_since_epoch()).count();
    const std::int64_t youngest =
        now - std::chrono::duration_cast<std::chrono::nanoseconds>(spec.source.min_age).count();

    Listing listing;
    Outcome<void> outcome;
    std::uint32_t ordinal = 0;
    const auto plan = [&](const std::string& key, std::uint64_t size, const std::string& etag) {
        PlannedObject object;
        object.ordinal = ordinal++;
        object.key = key;
        object.name = key;
        object.size = size;
        object.etag = etag;
        listing.bytes += size;
        if (outcome) outcome = add(object);
    };
    const auto visit = [&](ObjectInfo&& object) {
        if (!any_matches(match, object.key) || any_matches(exclude, object.key)) return true;
        ++listing.listed;
        ++metrics.objects_listed;
        DoneObjects::State state = DoneObjects::State::kNew;
        if (earlier != nullptr) {
            auto known = earlier->state_of(object.key, object.etag);
            if (!known) {
                outcome = fail(std::move(known).error());
                return false;
            }
            state = *known;
        }
        if (state == DoneObjects::State::kDone) {
            ++listing.done;
            ++listing.skipped;
        } else if ((spec.source.min_age.count() > 0 && object.modified_ns > youngest) ||
                   object.size > spec.source.max_size) {
            ++listing.skipped;
        } else {
            if (state == DoneObjects::State::kChanged) ++listing.changed;
            plan(object.key, object.size, object.etag);
        }
        return outcome.has_value() && !control.stop_requested();
    };
    // What cannot be listed is planned all the same: reading it fails, which makes it a reject.
    const auto unreadable = [&](Error&& error) {
        std::string& key = error.where.document;
        while (key.ends_with('/'))
            key.pop_back();  // a folder: no key ends so, and reading it shall say why it cannot be read
        if (any_matches(exclude, key) || any_matches(exclude, key + "/")) return;
        ++listing.listed;
        plan(key, 0, {});
    };
    HIOS_CHECK(source.list("", visit, unreadable));
    if (!outcome) return fail(std::move(outcome).error());
    metrics.objects_total = ordinal;
    metrics.bytes_total = listing.bytes;
    return listing;
}

}  // namespace hios::jobs
