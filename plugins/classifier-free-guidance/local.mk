plugin_LTLIBRARIES += plugins/classifier-free-guidance.la
plugins_classifier_free_guidance_la_SOURCES = \
	%D%/classifier-free-guidance.c \
	$(NULL)
plugins_classifier_free_guidance_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_classifier_free_guidance_la_LIBADD = -lm
