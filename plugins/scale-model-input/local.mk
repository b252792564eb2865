plugin_LTLIBRARIES += plugins/scale-model-input.la
plugins_scale_model_input_la_SOURCES = %D%/scale-model-input.c
plugins_scale_model_input_la_LDFLAGS = $(PLUGIN_LDFLAGS)
