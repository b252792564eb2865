plugin_LTLIBRARIES += plugins/ddim.la
plugins_ddim_la_SOURCES = \
	%D%/ddim.c \
	plugins/common/noise_schedule.c \
	plugins/common/noise_schedule.h \
	plugins/common/original_range.c \
	plugins/common/original_range.h \
	plugins/common/prediction.h \
	plugins/common/scheduler_keys.h \
	plugins/common/timestep_spacing.c \
	plugins/common/timestep_spacing.h \
	plugins/common/variance_preserving.c \
	plugins/common/variance_preserving.h \
	$(NULL)
plugins_ddim_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ddim_la_LIBADD = -lm
