plugin_LTLIBRARIES += plugins/prepare-latents.la
plugins_prepare_latents_la_SOURCES = %D%/prepare-latents.c
plugins_prepare_latents_la_LDFLAGS = $(PLUGIN_LDFLAGS)
