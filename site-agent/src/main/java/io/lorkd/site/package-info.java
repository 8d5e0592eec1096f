/**
 * A site's part in a federation: the agent that enrols, takes the rounds it is offered, and keeps what it trains at home.
 * Start with {@link io.lorkd.site.SiteAgent}; the agent's states are the other classes here.
 */
package io.lorkd.site;
