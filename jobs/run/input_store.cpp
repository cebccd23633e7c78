#include "jobs/run/input_store.hpp"

namespace hios::jobs {

InputStore::InputStore(const std::vector<InputFile>& inputs) : files_("/", false) {
    for (const InputFile& input : inputs) {
        // Into memory: nothing there can fail.
        if (input.path.empty()) (void)texts_.put(input.name, input.bytes, {});
    }
}

std::vector<PlannedObject> plan_inputs(const std::vector<InputFile>& inputs, ObjectStore& store) {
    std::vector<PlannedObject> objects;
    for (const InputFile& input : inputs) {
        PlannedObject& object = objects.emplace_back();
        object.ordinal = static_cast<std::uint32_t>(objects.size() - 1);
        object.name = input.name;
        object.key = input.path.empty() ? input.name
                                        : std::filesystem::absolute(input.path).lexically_normal().string().substr(1);
        if (const auto info = store.head(object.key)) object.size = info->size;
    }
    return objects;
}

}  // namespace hios::jobs
