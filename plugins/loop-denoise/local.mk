plugin_LTLIBRARIES += plugins/loop-denoise.la
plugins_loop_denoise_la_SOURCES = %D%/loop-denoise.c
plugins_loop_denoise_la_LDFLAGS = $(PLUGIN_LDFLAGS)
