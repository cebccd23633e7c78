# The kinds of target there are. Every one includes from the repository's root and takes our warnings.

# hios_module(NAME SOURCES ... DEPENDS ... PRIVATE_DEPENDS ...): a static library of one folder.
function(hios_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE hios_warnings ${ARG_PRIVATE_DEPENDS})
endfunction()

# hios_program(NAME SOURCES ... DEPENDS ...): a program that is shipped; it lands at the top of the build folder.
# HIOS_VERSION is the project's version as a string literal.
function(hios_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} hios_warnings)
    target_compile_definitions(${name} PRIVATE HIOS_VERSION="${PROJECT_VERSION}")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
    install(TARGETS ${name} RUNTIME)
endfunction()

# hios_tests_<label>: builds all test programs of one label, so that a sanitizer build can leave out the rest.
set(HIOS_TEST_LABELS unit conformance e2e shared fuzz)
foreach(label IN LISTS HIOS_TEST_LABELS)
    add_custom_target(hios_tests_${label})
endforeach()

# hios_test(NAME LABEL unit|conformance|e2e|shared|fuzz SOURCES ... DEPENDS ...): one GoogleTest program.
# HIOS_SOURCE_DIR is the repository's root, HIOS_PROGRAM the path of `hios`; a test that runs it carries the label e2e.
function(hios_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPENDS" ${ARGN})
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(NOT ARG_LABEL IN_LIST HIOS_TEST_LABELS)
        message(FATAL_ERROR "hios_test(${name}): unknown label '${ARG_LABEL}'; use one of ${HIOS_TEST_LABELS}")
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} hios_warnings GTest::gmock GTest::gtest_main)
    hios_quick_build(${name})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE
        HIOS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" HIOS_PROGRAM="${PROJECT_BINARY_DIR}/hios")
    if(ARG_LABEL STREQUAL "e2e" AND TARGET hios)
        add_dependencies(${name} hios)
    endif()
    add_dependencies(hios_tests_${ARG_LABEL} ${name})
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
        PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
endfunction()
