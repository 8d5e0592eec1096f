/** What people and programs read of a run: as JSON under {@code /api/v1}, as it is and as it changes. */
package io.lorkd.coordinator.http.api;
