"""The accounts of staff, as administrators see them. Nobody sees a secret."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from .invitations import InvitationForm, rights_in_words
from .models import KnownDevice
from .second_factors import SECOND_FACTORS, end_sessions, take_second_factors

# Second factors are seen in the list of accounts and taken away there. An account has one address,
# its own; the library's list of addresses stays empty.
for model in [Authenticator, EmailAddress, Group, User]:
    admin.site.unregister(model)

NOT_DELETED = (
    "Take the mark at Active away when somebody leaves. Accounts are not deleted, so that the log "
    "can say who changed what."
)


class SecondFactorFilter(admin.SimpleListFilter):
    title = "second factor"
    parameter_name = "second_factor"

    def lookups(self, request, model_admin):
        return [("yes", "Has one"), ("no", "Has none")]

    def queryset(self, request, queryset):
        return (
            queryset.filter(has_second_factor=self.value() == "yes") if self.value() else queryset
        )


def own_permissions(user):
    """Those that `user` can hand on: nobody gives more than they have."""
    names = user.get_all_permissions()
    known = Permission.objects.select_related("content_type")
    return [one.pk for one in known if f"{one.content_type.app_label}.{one.codename}" in names]


def roles_in_reach(user):
    """The roles that `user` may give: none that may more."""
    if user.is_superuser:
        return Group.objects.all()
    too_much = Permission.objects.exclude(pk__in=own_permissions(user))
    return Group.objects.exclude(permissions__in=too_much)


class NobodyRises:
    """Accounts and roles for administrators who are no superusers.

    They change nothing mightier than themselves, and give nothing that they do not have.
    """

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_in_reach(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_in_reach(request.user, obj)

    def is_in_reach(self, user, obj):
        if obj is None or user.is_superuser:
            return True
        if isinstance(obj, User):
            return not obj.is_superuser and (
                # Of an account that sleeps Django tells no permissions.
                _permissions_of(obj) <= set(own_permissions(user))
            )
        return {one.pk for one in obj.permissions.all()} <= set(own_permissions(user))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if request.user.is_superuser:
            return field
        own = own_permissions(request.user)
        if db_field.name == "groups":
            field.queryset = roles_in_reach(request.user)
        else:
            field.queryset = field.queryset.filter(pk__in=own)
        return field


def _permissions_of(user):
    given = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return set(given.values_list("pk", flat=True))


@admin.register(Group)
class RoleAdmin(NobodyRises, GroupAdmin):
    pass


@admin.register(User)
class StaffAdmin(NobodyRises, UserAdmin):
    list_display = [
        *["username", "full_name", "email", "second_factor", "last_login"],
    ]
    list_filter = ["is_active", SecondFactorFilter, "is_superuser", "groups"]
    # What the portal notes by itself. In a form, a moment of the hour that comes twice on the night
    # when clocks go back would be refused, and the account with it.
    readonly_fields = ["last_login", "date_joined"]
    actions = ["take_second_factor", "sign_out", "deactivate"]

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return super().get_queryset(request).annotate(has_second_factor=Exists(factors))

    def get_urls(self):
        view = self.admin_site.admin_view(self.invite_view)
        return [path("invite/", view, name="auth_user_invite"), *super().get_urls()]

    def invite_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        roles = roles_in_reach(request.user).order_by("name")
        form = InvitationForm(request.POST or None, roles=roles)
        if form.is_valid():
            user = form.save(request)
            self.message_user(request, f"The invitation to {user.email} is on its way.")
            return redirect("admin:auth_user_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Invite a colleague",
            "opts": self.opts,
            "form": form,
            "roles": [(role, rights_in_words(role)) for role in roles],
        }
        return TemplateResponse(request, "admin/auth/user/invite.html", context)

    @admin.display(description="name", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_delete_permission(self, request, obj=None):
        """An account goes to sleep and keeps its place in the log."""
        return False

    def delete_view(self, request, object_id, extra_context=None):
        self.message_user(request, NOT_DELETED, messages.WARNING)
        return redirect("admin:auth_user_changelist")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_active":
            field.help_text = NOT_DELETED
        return field

    @admin.display(description="second factor", boolean=True, ordering="has_second_factor")
    def second_factor(self, user):
        return user.has_second_factor

    def in_reach(self, request, users):
        for user in users:
            if self.is_in_reach(request.user, user):
                yield user
            else:
                refusal = f"The account {user} may do more than you. Ask one of its kind."
                self.message_user(request, refusal, messages.ERROR)

    @admin.action(description="Take away a lost second factor", permissions=["change"])
    def take_second_factor(self, request, queryset):
        for user in self.in_reach(request, queryset):
            take_second_factors(user)
            self.log_change(request, user, "Took away the second factor.")
            self.message_user(
                request,
                f"The account {user} signs in with its password, and makes a new second factor.",
            )

    @admin.action(description="Sign out on every device", permissions=["change"])
    def sign_out(self, request, queryset):
        for user in self.in_reach(request, queryset):
            end_sessions(user)
            self.log_change(request, user, "Signed out on every device.")
            self.message_user(request, f"The account {user} is signed out.")

    @admin.action(
        description="Deactivate: nobody signs in with it any more", permissions=["change"]
    )
    def deactivate(self, request, queryset):
        for user in self.in_reach(request, queryset.exclude(pk=request.user.pk)):
            user.is_active = False
            user.save(update_fields=["is_active"])
            end_sessions(user)
            self.log_change(request, user, "Deactivated.")
            self.message_user(
                request, f"The account {user} is deactivated. The log keeps its name."
            )


@admin.register(KnownDevice)
class KnownDeviceAdmin(admin.ModelAdmin):
    """Made by signing in. Whoever deletes one gets a letter at the next sign-in from there."""

    list_display = ["description", "user", "first_seen_at", "last_seen_at"]
    list_filter = ["last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email", "description"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
