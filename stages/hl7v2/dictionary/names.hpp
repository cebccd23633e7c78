#pragma once
// Names of the standard as keys: "Date/Time of Message" is date_time_of_message.

#include <string>
#include <string_view>
#include <unordered_set>

namespace hios::hl7v2::dictionary {

// Lower case letters, digits and single underscores: what every SQL dialect and JSON reader takes without quotes.
// Apostrophes vanish ("Mother's" is mothers), a name that begins with a digit gets an "n" before it, an empty one is
// "unnamed".
[[nodiscard]] std::string snake_case(std::string_view name);

// Keys of one object: a second one of the same name gets a number behind it.
class UniqueKeys {
public:
    // `number` for the second key ("set_id_2"); counted up while that is taken too.
    std::string add(std::string key, unsigned number);

private:
    std::unordered_set<std::string> taken_;
};

}  // namespace hios::hl7v2::dictionary
