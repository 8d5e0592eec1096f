/** A site in numbers, for Prometheus: counted from its events. How fast and how far it trains, and nothing of what it trains on. */
package io.lorkd.site.metrics;
