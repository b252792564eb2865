plugin_LTLIBRARIES += plugins/loop-for.la
plugins_loop_for_la_SOURCES = %D%/loop-for.c
plugins_loop_for_la_LDFLAGS = $(PLUGIN_LDFLAGS)
