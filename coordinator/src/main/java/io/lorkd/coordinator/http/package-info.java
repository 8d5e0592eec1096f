/** The dashboard's server: what every request and every answer goes through, and the rooms that it is put together from. */
package io.lorkd.coordinator.http;
