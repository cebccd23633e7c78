# Every outside library, once. All of them come from Debian packages (cmake/debian-packages.txt).

find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(LibArchive REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(zstd REQUIRED)
find_package(CLI11 REQUIRED)
find_package(simdjson REQUIRED)
if(HIOS_TESTS)
    find_package(GTest REQUIRED)
    include(GoogleTest)
endif()

# Headers without a CMake package of their own: a missing one shall be named here, not by the compiler.
find_path(EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/reader.h REQUIRED)
find_path(YAML_INCLUDE_DIR yaml.h REQUIRED)
find_library(YAML_LIBRARY yaml REQUIRED)

find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(hios_xxhash INTERFACE)
target_link_libraries(hios_xxhash INTERFACE ${XXHASH_LIBRARY})
