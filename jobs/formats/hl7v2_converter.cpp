#include "jobs/formats/hl7v2_converter.hpp"

#include <fmt/format.h>

#include "stages/hl7v2/codes.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::jobs {

Hl7v2Converter::Engine::Engine(const map::Program& program, std::string_view name_space)
    : space(dynamic_cast<const hl7v2::Hl7v2Space&>(*program.space)),
      machine(program, name_space),
      tallies(program, "hl7v2", false),
      view(space),
      reads(space) {}

Hl7v2Converter::Hl7v2Converter(std::shared_ptr<const DocumentMap> map, const Hl7v2Spec& spec,
                               const ConversionSettings& settings)
    : map_(std::move(map)), spec_(spec), name_space_(settings.name_space), writer_(settings.lanes) {
    if (spec_.json) json_.emplace(*spec_.json);
}

void Hl7v2Converter::convert(Work& work) {
    work_ = &work;
    writer_.begin(work);
    if (!engine_ && !json_) engine_.emplace(*map_->program(), name_space_);
    writer_.each_document([this](Document& document) { take(document); });
    if (!work.documents.empty()) tell(work.tallies);
}

void Hl7v2Converter::take(Document& given) {
    const Document& document = writer_.add(std::move(given));
    if (document.unreadable) return writer_.refuse(*document.unreadable);
    hl7v2::ReadOptions options;
    options.fallback = spec_.fallback;
    const auto fault = message_.read(document.text, options);
    if (fault) {
        Error error = reject(*fault->code, std::string(fault->code->meaning));
        error.where.offset = document.offset + fault->offset;
        return writer_.refuse(std::move(error));
    }
    for (const hl7v2::Note& note : message_.notes()) ++notes_[note.code->id];
    json_ ? take_json() : take_message();
}

void Hl7v2Converter::take_json() {
    made_.clear();
    (void)json_->write(message_, made_);
    writer_.append_line(made_.view());
}

void Hl7v2Converter::take_message() {
    engine_->view.set(message_);
    made_.clear();
    map::Machine& machine = engine_->machine;
    if (!machine.run(engine_->view, made_)) return writer_.refuse(machine.reject());
    writer_.append(machine, made_, time_of_message());
    count_unread();
}

// MSH-7; without a zone of its own that of the job, else UTC: it only orders the versions of a resource.
std::int64_t Hl7v2Converter::time_of_message() {
    map::Timestamp stamp;
    if (!stamp.read(message_.header().field(7).text())) return 0;
    int minutes = 0;
    if (stamp.has_zone) {
        minutes = stamp.zone_minutes;
    } else if (!spec_.time_zone.empty()) {
        (void)zones_.offset(spec_.time_zone, stamp, minutes);
    }
    return map::to_microseconds(stamp, minutes);
}

void Hl7v2Converter::count_unread() {
    hl7v2::visit_leaves(message_, [&](const hl7v2::Leaf& leaf) {
        if (!engine_->reads.reads(leaf)) ++unread_[fmt::format("{}-{}", leaf.segment, leaf.field)];
    });
}

void Hl7v2Converter::tell(std::vector<MapTally>& tallies) {
    if (engine_) engine_->tallies.tell(engine_->machine.counts(), tallies);
    for (const auto& [field, count] : unread_) tallies.push_back({MapTally::kUnreadFields, field, count, 0});
    for (const auto& [code, count] : notes_) tallies.push_back({MapTally::kDeviations, std::string(code), count, 0});
    unread_.clear();
    notes_.clear();
}

}  // namespace hios::jobs
