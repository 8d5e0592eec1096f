/** The plan's teacher: looked at before a run begins, and kept for sites to pull. */
package io.lorkd.coordinator.teacher;
