#include "jobs/formats/hl7v2_converter.hpp"

#include "jobs/formats/flat_format.hpp"
#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/json/ddl.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::jobs {

Hl7v2Converter::Engine::Engine(const Hl7v2Map::Facts& map, std::string_view name_space)
    : machine(map.program, name_space), tallies(map.program, "hl7v2", false), view(map.space), unread(map.read) {
    machine.learn_paths();
}

Hl7v2Converter::Hl7v2Converter(std::shared_ptr<const Hl7v2Map> map, const Hl7v2Spec& spec,
                               const ConversionSettings& settings)
    : map_(std::move(map)),
      spec_(spec),
      name_space_(settings.name_space),
      observer_(settings.observer),
      writer_(settings.lanes),
      deviations_(spec.strict) {
    if (spec_.json) json_.emplace(*spec_.json);
}

void Hl7v2Converter::convert(Work& work) {
    work_ = &work;
    writer_.begin(work);
    if (!engine_ && !json_) {
        const Hl7v2Map::Facts& map = map_->facts();
        engine_.emplace(map, name_space_);
        writer_.remember_mentionable(map.mentionable);
    }
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
    if (auto refused = deviations_.take(message_, *work_)) return writer_.refuse(std::move(*refused));
    json_ ? take_json() : take_message();
}

void Hl7v2Converter::take_json() {
    made_.clear();
    const hl7v2::json::Written& written = json_->write(message_, made_);
    writer_.append_line(made_.view(), hl7v2::json::folder_of(written));
}

void Hl7v2Converter::take_message() {
    const Document& document = work_->documents.back();
    if (observer_ != nullptr) observer_->found(document, map::SourceFormat::kHl7v2, document.text);
    engine_->view.set(message_);
    map::Machine& machine = engine_->machine;
    engine_->source = {document.text, document.name ? std::string_view(*document.name) : std::string_view(),
                       document.offset};
    machine.set_source(&engine_->source);
    if (!machine.run(engine_->view, writer_.sink(map_->facts().lanes))) return writer_.refuse(machine.reject());
    writer_.take(machine, time_of_message());
    engine_->unread.count(message_, engine_->view);
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

void Hl7v2Converter::tell(std::vector<MapTally>& tallies) {
    if (engine_) {
        engine_->tallies.tell(engine_->machine.counts(), tallies);
        engine_->unread.tell(tallies);
    }
    writer_.tell(tallies);
    deviations_.tell(tallies);
}

}  // namespace hios::jobs
