/** The site's commands: the daemon, and predictions with a finished expert. */
package io.lorkd.site.command;
