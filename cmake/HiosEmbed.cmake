# hios_embed(TARGET FILE path SYMBOL ns::kName [AS name]): puts a text file into TARGET as
# `extern const std::string_view ns::kName`, so that the program needs no files beside itself. The declaration stands
# in a header of the target's folder. AS: the name of the generated file, when files of several folders share one.
# The same file is the script that writes the .cpp at build time.

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    file(READ "${EMBED_FILE}" text)
    get_filename_component(name "${EMBED_FILE}" NAME)
    string(REGEX REPLACE "::[^:]+$" "" namespace "${EMBED_SYMBOL}")
    string(REGEX REPLACE "^.*::" "" symbol "${EMBED_SYMBOL}")
    if(text MATCHES "\\)HIOS_EMBED\"")
        message(FATAL_ERROR "${EMBED_FILE} contains the end mark of the generated string")
    endif()
    file(WRITE "${EMBED_OUTPUT}"
        "// Generated from ${name}; do not edit.\n#include <string_view>\n\nnamespace ${namespace} {\n"
        "extern const std::string_view ${symbol};\nconst std::string_view ${symbol} = R\"HIOS_EMBED(" "${text}" ")HIOS_EMBED\";\n"
        "}  // namespace ${namespace}\n")
    return()
endif()

set(HIOS_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(hios_embed target)
    cmake_parse_arguments(ARG "" "FILE;SYMBOL;AS" "" ${ARGN})
    get_filename_component(input "${ARG_FILE}" ABSOLUTE)
    get_filename_component(name "${ARG_FILE}" NAME)
    if(ARG_AS)
        set(name "${ARG_AS}")
    endif()
    set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp")
    add_custom_command(OUTPUT "${output}"
        COMMAND ${CMAKE_COMMAND} "-DEMBED_FILE=${input}" "-DEMBED_OUTPUT=${output}" "-DEMBED_SYMBOL=${ARG_SYMBOL}" -P "${HIOS_EMBED_SCRIPT}"
        DEPENDS "${input}" "${HIOS_EMBED_SCRIPT}"
        COMMENT "Embedding ${name}" VERBATIM)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")  # warns of what is longer than the standard promises to take; it takes any length
        set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings")
    endif()
    target_sources(${target} PRIVATE "${output}")
endfunction()
