#pragma once
// HL7 v2 messages to lines, by the built-in map.

#include <optional>

#include "jobs/formats/format.hpp"
#include "jobs/formats/hl7v2_map.hpp"
#include "jobs/formats/lane_writer.hpp"
#include "jobs/formats/map_tallies.hpp"
#include "jobs/formats/message_deviations.hpp"
#include "jobs/formats/unread_fields.hpp"
#include "jobs/spec/job_spec.hpp"
#include "stages/hl7v2/json/writer.hpp"
#include "stages/hl7v2/message_view.hpp"

namespace hios::jobs {

class Hl7v2Converter final : public DocumentConverter {
public:
    Hl7v2Converter(std::shared_ptr<const Hl7v2Map> map, const Hl7v2Spec& spec, const ConversionSettings& settings);
    void convert(Work& work) override;

private:
    // What needs the compiled map, which the first message has compiled.
    struct Engine {
        Engine(const Hl7v2Map::Facts& map, std::string_view name_space);
        map::Machine machine;
        map::SourceFacts source;  // of the document at hand
        MapTallies tallies;
        hl7v2::MessageView view;
        UnreadFields unread;
    };

    void take(Document& document);
    void take_message();
    void take_json();
    [[nodiscard]] std::int64_t time_of_message();
    void tell(std::vector<MapTally>& tallies);

    const std::shared_ptr<const Hl7v2Map> map_;
    const Hl7v2Spec spec_;
    const std::string name_space_;
    RowObserver* const observer_;
    LaneWriter writer_;
    std::optional<Engine> engine_;
    std::optional<hl7v2::json::Writer> json_;
    hl7v2::Message message_;
    map::Zones zones_;
    ByteBuffer made_;  // JSON of its own shape
    MessageDeviations deviations_;
    Work* work_ = nullptr;
};

}  // namespace hios::jobs
