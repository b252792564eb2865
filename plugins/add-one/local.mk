plugin_LTLIBRARIES += plugins/add-one.la
plugins_add_one_la_SOURCES = %D%/add-one.c
plugins_add_one_la_LDFLAGS = $(PLUGIN_LDFLAGS)
