#include "jobs/run/look_over.hpp"

#include <cstring>
#include <memory>
#include <mutex>
#include <span>

#include "io/parts.hpp"
#include "jobs/run/passes.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kSearchedAtOnce =
    256 * 1024;                           // read at once: small enough to be searched while it is in the cache
constexpr std::size_t kBehind = 256;      // a word that is found is looked at backwards so far at the most
constexpr std::size_t kAhead = 8 * 1024;  // and forwards: no reference is longer
constexpr std::size_t kWindow = kBehind + kAhead + kSearchedAtOnce;
static_assert(split::kSniffBytes <= kWindow);

// Searches one part from front to end through a window that slides over it; only its head, and no more is read, when
// `skims`, which is asked once that is known, says no.
template <class Skims>
void skim_part(ByteSource& part, std::span<char> window, fhir::Skimmed& into, std::string& scratch, Skims&& skims) {
    std::size_t filled = 0;
    std::size_t searched = 0;
    bool known = false;
    for (;;) {
        const auto got = part.read(window.subspan(filled, (known ? window.size() : split::kSniffBytes) - filled));
        const bool ended = !got || *got == 0;
        if (!ended) filled += *got;
        if (!known) {
            if (!ended && filled < split::kSniffBytes) continue;
            if (!skims(std::string_view(window.data(), filled), ended)) return;
            known = true;
        }
        const std::size_t end = ended ? filled : filled - std::min(filled, kAhead);
        if (end > searched) {
            fhir::skim({window.data(), filled}, searched, end, into, scratch);
            searched = end;
        }
        if (ended) return;
        if (filled < window.size()) continue;
        const std::size_t drop = searched - kBehind;
        std::memmove(window.data(), window.data() + drop, filled - drop);
        filled -= drop;
        searched -= drop;
    }
}

class Looking {
public:
    Looking(RunContext& context, const RunControl& control, Overview& overview)
        : context_(context), control_(control), overview_(overview) {}

    void look(const FeedItem& item, const EmitWork& emit) {
        auto work = std::make_shared<Work>();
        work->feed = item.number;
        const auto bytes = std::make_unique_for_overwrite<char[]>(kWindow);
        const std::span<char> window(bytes.get(), kWindow);
        std::string scratch;
        for (const PlannedObject& object : item.objects) {
            if (control_.stop_requested()) break;
            fhir::Skimmed found;
            look_at(object, window, found, scratch);
            context_.metrics.bytes_done += object.size;
            work->wanted.insert(work->wanted.end(), found.wanted.begin(), found.wanted.end());
            note(object.ordinal, found);
        }
        emit(std::move(work));
    }

private:
    void look_at(const PlannedObject& object, std::span<char> window, fhir::Skimmed& found, std::string& scratch) {
        auto source = context_.open(object);
        if (!source) return;
        const auto parts = io::unwrap(std::move(*source), unwrap_limits(context_.spec));
        while (!parts->finished()) {
            const auto part = parts->next();
            if (part && !part->has_value()) return;
            if (!part) continue;
            const std::string& member = (*part)->member;
            const std::string name = member.empty() ? object.name : object.name + "!/" + member;
            skim_part(*(*part)->bytes, window, found, scratch, [&](std::string_view head, bool whole) {
                return context_.formats[context_.formats.of(name, head, whole)].has_references();
            });
        }
    }

    void note(std::uint32_t object, const fhir::Skimmed& found) {
        const std::lock_guard lock(mutex_);
        if (object >= overview_.types.size()) overview_.types.resize(object + 1U);
        overview_.types[object] = found.types;
        overview_.wanted |= found.wanted_types;
        // A conditional create's type stands in its resource: any type of the object may be meant.
        if (found.conditional) overview_.wanted |= found.types;
        overview_.conditional = overview_.conditional || found.conditional || !found.wanted.empty();
    }

    RunContext& context_;
    const RunControl& control_;
    Overview& overview_;
    std::mutex mutex_;
};

}  // namespace

Outcome<Overview> look_over(RunContext& context, const FeedSource& feed, RunControl& control,
                            fhir::ConditionalIndex& index) {
    Overview overview;
    Looking looking(context, control, overview);
    StageSet stages;
    stages.fetch = [&](const FeedItem& item, const EmitWork& emit) { looking.look(item, emit); };
    stages.convert = [](Work&) {};
    HIOS_CHECK(run_reading_pass(context, feed, control, std::move(stages), [&](Work& work) -> Outcome<void> {
        for (const WantedKey& wanted : work.wanted) index.want(wanted);
        return {};
    }));
    return overview;
}

}  // namespace hios::jobs
