#include "stages/fhirpath/model.hpp"

#include <algorithm>

namespace hios::fhirpath {

Model::Model(const definitions::Table& table) : table_(table) {
    const auto quantity = table.type_of("Quantity");
    for (std::size_t i = 0; i < table.types(); ++i) {
        const auto type = static_cast<definitions::TypeId>(i);
        quantity_.push_back(quantity != definitions::kNoType && table.is_a(type, quantity));
        for (const auto id : table.properties(type)) {
            const auto& property = table.property(id);
            const auto& element = table.element(property.element);
            if (element_names_.size() <= id) {
                element_names_.resize(id + 1U, kNoName);
                json_names_.resize(id + 1U, kNoName);
            }
            element_names_[id] = intern(element.name);
            json_names_[id] = intern(property.name);
            if (is_choice_.size() < names_.size()) is_choice_.resize(names_.size(), false);
            if (element.choice) is_choice_[json_names_[id]] = true;
        }
    }
    if (element_names_.empty()) {
        element_names_.push_back(kNoName);
        json_names_.push_back(kNoName);
    }
}

const Model& Model::r4() {
    static const Model model(definitions::Table::r4());
    return model;
}

NameId Model::intern(std::string_view name) {
    return names_.emplace(name, static_cast<NameId>(names_.size())).first->second;
}

NameId Model::name(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? kNoName : found->second;
}

}  // namespace hios::fhirpath
