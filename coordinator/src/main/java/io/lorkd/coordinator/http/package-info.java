/** What people and their tools are shown: health and status, as JSON over HTTP. */
package io.lorkd.coordinator.http;
