/** What happens at a site, as records that listeners get one after the other: for its metrics, and for its console. */
package io.lorkd.site.event;
