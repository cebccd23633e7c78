#include "jobs/formats/ccda_converter.hpp"

#include <utility>

#include "jobs/formats/flat_format.hpp"
#include "stages/ccda/codes.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kMostNames = 4096;  // kept for the next documents; hostile ones have millions

}  // namespace

CcdaConverter::Engine::Engine(const map::Program& program, std::string_view name_space,
                              const ccda::CcdaSettings& settings)
    : space(dynamic_cast<const ccda::CcdaSpace&>(*program.space)),
      machine(program, name_space),
      lanes(LaneWriter::lanes_of(program)),
      tallies(program, "ccda", false),
      view(space, settings) {
    machine.learn_paths();
}

CcdaConverter::CcdaConverter(std::shared_ptr<const DocumentMap> map, const CcdaSpec& spec,
                             const ConversionSettings& settings)
    : map_(std::move(map)),
      spec_(spec),
      name_space_(settings.name_space),
      observer_(settings.observer),
      writer_(settings.lanes) {}

void CcdaConverter::convert(Work& work) {
    work_ = &work;
    writer_.begin(work);
    if (!engine_) {
        ccda::CcdaSettings settings;
        settings.zone = spec_.time_zone;
        engine_.emplace(*map_->program(), name_space_, settings);
    }
    writer_.each_document([this](Document& document) { take(document); });
    if (!work.documents.empty()) tell(work.tallies);
}

void CcdaConverter::take(Document& given) {
    const Document& document = writer_.add(std::move(given));
    if (document.unreadable) return writer_.refuse(*document.unreadable);
    if (ccda::sniff(document.text) == ccda::Content::kXml) return take_xml(document.text);
    // The largest XML of a mail is the document; style sheets and notes lie beside it.
    std::string_view found;
    for (const ccda::Part& part : unwrapper_.unwrap(document.text)) {
        if (part.content == ccda::Content::kXml && ccda::looks_like_cda(part.bytes) && part.bytes.size() > found.size())
            found = part.bytes;
    }
    take_xml(found.empty() ? document.text : found);
}

void CcdaConverter::take_xml(std::string_view bytes) {
    const Document& document = work_->documents.back();
    ccda::CcdaView& view = engine_->view;
    if (!view.read(bytes)) {
        Error error = view.document().fault();
        error.where.offset += document.offset;
        return writer_.refuse(std::move(error));
    }
    if (observer_ != nullptr) observer_->found(document, map::SourceFormat::kCcda, bytes);
    map::Machine& machine = engine_->machine;
    engine_->source = {document.text, document.name ? std::string_view(*document.name) : std::string_view(),
                       document.offset};
    machine.set_source(&engine_->source);
    const bool mapped = machine.run(view, writer_.sink(engine_->lanes));
    count_warnings();
    if (!mapped) return writer_.refuse(machine.reject());
    writer_.take(machine, time_of_document());
    count_entries();
}

// ClinicalDocument/effectiveTime: of two documents about one resource the later one counts.
std::int64_t CcdaConverter::time_of_document() {
    const ccda::Document& document = engine_->view.document();
    map::Timestamp stamp;
    const ccda::NodeId time = document.child(ccda::kRoot, ccda::names::of("effectiveTime"));
    if (time == ccda::kNoNode || !stamp.read(document.attribute(time, ccda::names::attribute("value")))) return 0;
    int minutes = stamp.zone_minutes;
    if (!stamp.has_zone && !spec_.time_zone.empty()) (void)zones_.offset(spec_.time_zone, stamp, minutes);
    return map::to_microseconds(stamp, minutes);
}

void CcdaConverter::count_warnings() {
    ccda::CcdaView& view = engine_->view;
    for (const ccda::Warning& warning : view.document().warnings()) ++warnings_[warning.code->id];
    if (view.index().duplicate_ids() != 0) warnings_[ccda::codes::kDuplicateId.id] += view.index().duplicate_ids();
    view.remarks().each([this](std::string_view code, std::uint64_t places) { warnings_[code] += places; });
}

// Nothing is allocated for a name that has been met before.
void CcdaConverter::count_entries() {
    const ccda::CcdaView& view = engine_->view;
    ccda::account(view.document(), view.index(), engine_->space.dispatch(), uses_);
    skipped_.resize(engine_->space.dispatch().rules().size());
    for (const ccda::EntryUse& use : uses_) {
        if (use.element == "section") continue;  // Composition has them all, by their place
        if (use.state == ccda::EntryState::kSkipped) {
            ++skipped_[use.claim - 1U];
        } else if (use.state == ccda::EntryState::kUnmapped) {
            name_.assign(use.element).push_back(' ');
            name_.append(use.template_root.empty() ? "-" : use.template_root);
            auto known = unmapped_.find(name_);
            if (known == unmapped_.end()) known = unmapped_.emplace(name_, 0).first;
            ++known->second;
        }
    }
}

void CcdaConverter::tell(std::vector<MapTally>& tallies) {
    engine_->tallies.tell(engine_->machine.counts(), tallies);
    writer_.tell(tallies);
    for (auto& [name, count] : unmapped_) {
        if (count != 0) tallies.push_back({MapTally::kUnmappedEntries, name, std::exchange(count, 0), 0});
    }
    if (unmapped_.size() > kMostNames) unmapped_.clear();
    for (std::size_t rule = 0; rule < skipped_.size(); ++rule) {
        if (skipped_[rule] == 0) continue;
        tallies.push_back({MapTally::kSkippedEntries, engine_->space.dispatch().rules()[rule].name,
                           std::exchange(skipped_[rule], 0), 0});
    }
    for (const auto& [code, count] : warnings_) tallies.push_back({MapTally::kDeviations, std::string(code), count, 0});
    warnings_.clear();
}

}  // namespace hios::jobs
