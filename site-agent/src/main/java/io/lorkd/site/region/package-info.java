/** The anatomical regions that a site trains, and where their data come from. */
package io.lorkd.site.region;
