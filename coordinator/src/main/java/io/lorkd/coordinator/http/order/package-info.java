/** What operators order over HTTP. */
package io.lorkd.coordinator.http.order;
