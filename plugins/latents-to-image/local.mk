plugin_LTLIBRARIES += plugins/latents-to-image.la
plugins_latents_to_image_la_SOURCES = %D%/latents-to-image.c
plugins_latents_to_image_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_latents_to_image_la_LIBADD = -lm
