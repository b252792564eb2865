plugin_LTLIBRARIES += plugins/ddpm.la
plugins_ddpm_la_SOURCES = \
	%D%/ddpm.c \
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
plugins_ddpm_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_ddpm_la_LIBADD = -lm
