# The Debian package, by CPack: `cpack -G DEB` in a build folder, or packaging/deb, which does all of it. The same
# sources give the same package, byte for byte: every date in it is that of the last commit, or SOURCE_DATE_EPOCH.
set(epoch $ENV{SOURCE_DATE_EPOCH})
if(NOT epoch)
  execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct OUTPUT_VARIABLE epoch ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(NOT epoch)
  string(TIMESTAMP epoch %s UTC)
endif()
set(ENV{SOURCE_DATE_EPOCH} ${epoch})
string(TIMESTAMP GOODWORD_DEB_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)

set(GOODWORD_DEB_REVISION 1 CACHE STRING "revision of the Debian package")
set(GOODWORD_DEB_VERSION ${PROJECT_VERSION}-${GOODWORD_DEB_REVISION})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Goodword maintainers <maintainers@goodword.example>" CACHE STRING "who packages")

# Documents in the form that Debian asks for.
set(papers ${CMAKE_CURRENT_BINARY_DIR}/debian)
configure_file(debian/changelog.in ${papers}/changelog.Debian @ONLY)
execute_process(COMMAND gzip -9nkf ${papers}/changelog.Debian)
execute_process(COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md OUTPUT_FILE ${papers}/changelog.gz)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/CHANGELOG.md)
install(FILES ${papers}/changelog.Debian.gz ${papers}/changelog.gz debian/copyright debian/README.Debian
              ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/SECURITY.md
        DESTINATION share/doc/goodword COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES debian/lintian-overrides DESTINATION share/lintian/overrides RENAME goodword
        COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES goodword.service DESTINATION lib/systemd/system COMPONENT debian EXCLUDE_FROM_ALL)

# What is inside: a list of parts for scanners (CycloneDX) and the notices of those that are compiled in.
find_package(Python3 COMPONENTS Interpreter QUIET)
if(TARGET goodword AND Python3_FOUND)
  add_custom_command(OUTPUT ${papers}/sbom.cdx.json ${papers}/third-party-notices.gz
    COMMAND ${CMAKE_COMMAND} -E env SOURCE_DATE_EPOCH=${epoch} ${Python3_EXECUTABLE}
            ${CMAKE_CURRENT_SOURCE_DIR}/sbom $<TARGET_FILE:goodword> ${PROJECT_VERSION} ${papers}
    COMMAND gzip -9nf ${papers}/third-party-notices
    DEPENDS goodword sbom debian-packages)
  add_custom_target(sbom ALL DEPENDS ${papers}/sbom.cdx.json)
  install(FILES ${papers}/sbom.cdx.json ${papers}/third-party-notices.gz
          DESTINATION share/doc/goodword COMPONENT debian EXCLUDE_FROM_ALL)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME goodword)
set(CPACK_PACKAGE_VENDOR "Goodword")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${GOODWORD_DEB_REVISION})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "puts in a good word: reads CRMs, decides with evidence, introduces")
set(CPACK_PACKAGE_DESCRIPTION
"Goodword reads the contacts in your CRM, decides with evidence which
prospects to pursue, nurture, refer or let go, and finds the partner who
would serve each of the others best. Once both have said yes, it writes the
introduction, the tags and the next step back into the CRM.

It is a daemon and a command line on your own machine, and sends nothing
anywhere else. A new CRM is only read until you say otherwise, and every run
can be taken back.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, init-system-helpers (>= 1.54)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/debian/postinst
    ${CMAKE_CURRENT_SOURCE_DIR}/debian/prerm ${CMAKE_CURRENT_SOURCE_DIR}/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
# CPack dates files by its environment: it takes the same date as the documents, unless it was given another.
file(WRITE ${papers}/cpack.cmake "if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})\n  set(ENV{SOURCE_DATE_EPOCH} ${epoch})\nendif()\n")
set(CPACK_PROJECT_CONFIG_FILE ${papers}/cpack.cmake)
include(CPack)
