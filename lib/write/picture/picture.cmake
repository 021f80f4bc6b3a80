# The picture's page: template, style and scripts of ours, the drawing library as its package ships it, and icons

set(IOT_D3_DIR "" CACHE PATH "A node_modules with d3 and d3-sankey; else those of Debian's node-d3")
if(IOT_D3_DIR)
    set(d3_dir ${IOT_D3_DIR})
    set(d3_licence_dir ${IOT_D3_DIR}/d3)
else()
    set(d3_dir /usr/share/nodejs)
    set(d3_licence_dir /usr/share/doc/node-d3)
endif()
find_file(D3 d3.min.js PATHS ${d3_dir}/d3/dist NO_DEFAULT_PATH)
find_file(D3_SANKEY d3-sankey.min.js PATHS ${d3_dir}/d3-sankey/dist NO_DEFAULT_PATH)
find_file(D3_LICENCE NAMES LICENSE copyright PATHS ${d3_licence_dir} NO_DEFAULT_PATH)
find_program(GLIB_COMPILE_RESOURCES glib-compile-resources)
if(NOT D3 OR NOT D3_SANKEY OR NOT D3_LICENCE)
    missing(node-d3)
endif()
if(NOT GLIB_COMPILE_RESOURCES)
    missing(libglib2.0-dev-bin)
endif()
get_property(missing_packages GLOBAL PROPERTY IOT_MISSING)
if(missing_packages)
    return() # which say_missing tells
endif()

# In this order: each uses what stands before it.
set(scripts format.js data.js select.js page.js totals.js flow.js devices.js rings.js timeline.js places.js table.js
    findings.js questions.js live.js main.js)
list(TRANSFORM scripts PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
set(made ${CMAKE_CURRENT_BINARY_DIR}/picture)
file(MAKE_DIRECTORY ${made})
add_custom_command(OUTPUT ${made}/picture.js
    COMMAND ${CMAKE_COMMAND} -E cat ${scripts} > ${made}/picture.js
    DEPENDS ${scripts} VERBATIM)
foreach(part picture.html picture.css)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/${part} ${made}/${part} COPYONLY)
endforeach()
configure_file(${D3} ${made}/d3.js COPYONLY)
configure_file(${D3_SANKEY} ${made}/d3-sankey.js COPYONLY)

# Each kind of device has a symbol, of the shapes in its icon's file. No Debian has these icons, so those that are
# used stand here, as their package ships them.
set(icons ${CMAKE_CURRENT_LIST_DIR}/icons)
file(STRINGS ${icons}/kinds.tsv kinds REGEX "^[^#]")
set(symbols "")
foreach(line ${kinds})
    string(REGEX MATCH "^([^\t]+)\t([^\t]+)$" whole "${line}")
    set(icon ${icons}/${CMAKE_MATCH_2}.svg)
    string(REPLACE " " "-" kind "${CMAKE_MATCH_1}")
    if(NOT whole OR NOT EXISTS ${icon})
        message(FATAL_ERROR "${icons}/kinds.tsv: no icon for \"${line}\"")
    endif()
    file(READ ${icon} drawing)
    string(REGEX MATCHALL "<path d=[^>]*/>" shapes "${drawing}")
    string(JOIN "" shapes ${shapes})
    if(NOT shapes)
        message(FATAL_ERROR "${icon}: no shape in it")
    endif()
    string(APPEND symbols "<symbol id=\"kind-${kind}\" viewBox=\"0 0 24 24\">${shapes}</symbol>\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${icon})
endforeach()
file(READ ${D3_LICENCE} d3_licence)
file(READ ${icons}/LICENSE icons_licence)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${D3_LICENCE} ${icons}/LICENSE ${icons}/kinds.tsv)
file(CONFIGURE OUTPUT ${made}/icons.svg CONTENT "@symbols@" @ONLY)
file(CONFIGURE OUTPUT ${made}/licence.txt
     CONTENT "d3, d3-sankey:\n\n@d3_licence@\n\nTabler Icons:\n\n@icons_licence@" @ONLY)
set(parts picture.html picture.css picture.js icons.svg d3.js d3-sankey.js licence.txt)
list(TRANSFORM parts PREPEND ${made}/ OUTPUT_VARIABLE part_files)
foreach(kind source header)
    string(SUBSTRING ${kind} 0 1 suffix) # of "source" .c, of "header" .h
    string(REPLACE s c suffix ${suffix})
    add_custom_command(OUTPUT ${made}/picture-resource.${suffix}
        COMMAND ${GLIB_COMPILE_RESOURCES} --generate-${kind} --internal --manual-register
                --c-name iot_picture --sourcedir ${made} --target ${made}/picture-resource.${suffix}
                ${CMAKE_CURRENT_LIST_DIR}/picture.gresource.xml
        DEPENDS ${CMAKE_CURRENT_LIST_DIR}/picture.gresource.xml ${part_files} VERBATIM)
endforeach()
set(picture_sources ${made}/picture-resource.c ${made}/picture-resource.h)
